//! What a comparison of two systems shows, in one sentence that claims no more.

use domain::better::Better;

use super::power::{POWER, replications_needed};
use super::{Estimate, is_spread, unseen};

/// Two systems, a figure, and how they differ on it.
#[derive(Clone, Copy, Debug)]
pub struct Comparison<'a> {
    /// Name of the first system.
    pub a: &'a str,
    /// Name of the second.
    pub b: &'a str,
    /// Name of the figure.
    pub kpi: &'a str,
    /// Its unit; `share` and `count` go without saying.
    pub unit: &'a str,
    /// What its values are one of each: `replications`, or `mirrored pairs`.
    pub block: &'a str,
    /// Which way is better.
    pub better: Better,
    /// First less second over paired replications.
    pub difference: &'a Estimate,
    /// The smallest difference that matters, in the figure's unit, if the user has said.
    pub matters: Option<f64>,
}

/// What a comparison shows at the level of its interval.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Finding {
    /// The first is better.
    Better,
    /// The first is worse.
    Worse,
    /// The first is higher, on a figure of which neither way is better.
    Higher,
    /// The first is lower, on a figure of which neither way is better.
    Lower,
    /// Whatever the difference is, it is smaller than what matters.
    TooSmallToMatter,
    /// The interval holds zero.
    NoneShown,
    /// The systems gave the same value in every replication.
    Same,
    /// They differ by the same amount in every replication, so that there is no spread to judge by.
    NoSpread,
    /// There is no interval.
    Unknown,
}

impl Comparison<'_> {
    /// What the interval shows.
    ///
    /// A difference that is shown, yet wholly smaller than what matters, is
    /// [`Finding::TooSmallToMatter`].
    #[must_use]
    pub fn finding(&self) -> Finding {
        let Some([low, high]) = self.difference.interval() else {
            return Finding::Unknown;
        };
        if !is_spread(self.difference.mean, high - low) {
            return if self.difference.mean == 0.0 { Finding::Same } else { Finding::NoSpread };
        }
        if self.matters.is_some_and(|matters| -matters < low && high < matters) {
            return Finding::TooSmallToMatter;
        }
        match (low, high, self.better) {
            (low, _, Better::Higher) if low > 0.0 => Finding::Better,
            (low, _, Better::Lower) if low > 0.0 => Finding::Worse,
            (low, _, Better::Neutral) if low > 0.0 => Finding::Higher,
            (_, high, Better::Higher) if high < 0.0 => Finding::Worse,
            (_, high, Better::Lower) if high < 0.0 => Finding::Better,
            (_, high, Better::Neutral) if high < 0.0 => Finding::Lower,
            _ => Finding::NoneShown,
        }
    }

    /// The finding as one sentence, with level, number of replications and interval; where nothing
    /// is shown, also how many replications it would take to see what matters, or the difference
    /// measured if nothing was said to matter.
    ///
    /// Ends of intervals are rounded outwards.
    #[must_use]
    pub fn verdict(&self) -> String {
        let Self { a, b, kpi, difference, .. } = self;
        let (n, level) = (difference.n, difference.level);
        let block = self.block;
        let basis = format!("{level} interval, {n} {block}");
        let Some([low, high]) = difference.interval() else {
            return if n < 2 {
                format!("One replication cannot tell {a} from {b} on {kpi}.")
            } else {
                format!("Nothing can be said of {a} and {b} on {kpi}: a replication has no value.")
            };
        };
        let others = 100.0 * unseen(n as u32, level.alpha());
        let others = format!(
            "up to {others:.*} % of all {block} may be otherwise ({level} confidence)",
            usize::from(others < 9.5)
        );
        let span = self.span(low, high);
        match self.finding() {
            Finding::Better => self.shown("better than", &basis),
            Finding::Worse => self.shown("worse than", &basis),
            Finding::Higher => self.shown("higher than", &basis),
            Finding::Lower => self.shown("lower than", &basis),
            Finding::Same => {
                format!("{a} and {b} gave the same {kpi} in each of {n} {block}; {others}.")
            }
            Finding::NoSpread => {
                let way = if low > 0.0 { "above" } else { "below" };
                format!(
                    "{a} is {} {way} {b} on {kpi} in each of {n} {block} alike, so there is no \
                     spread to judge by; {others}.",
                    self.plain(low.abs())
                )
            }
            Finding::TooSmallToMatter => format!(
                "{a} and {b} differ on {kpi} by less than the {} that matter: {span} ({basis}).",
                self.plain(self.matters.unwrap_or(f64::NAN)),
            ),
            Finding::NoneShown | Finding::Unknown => format!(
                "No difference between {a} and {b} on {kpi} is shown: {span} ({basis}){}.",
                self.outlook()
            ),
        }
    }

    fn shown(&self, how: &str, basis: &str) -> String {
        let [low, high] = self.difference.interval().map_or([f64::NAN; 2], |[low, high]| {
            if low > 0.0 { [low, high] } else { [-high, -low] }
        });
        let [low, high] = [low, high].map(|end| end * self.scale());
        let decimals = decimals(low, high);
        let ends = [outwards(low, decimals, f64::floor), outwards(high, decimals, f64::ceil)];
        let [low, high] = ends.map(|end| format!("{end:.decimals$}"));
        let Self { a, b, kpi, .. } = self;
        format!("{a} is {how} {b} on {kpi}, by {low} to {high}{} ({basis}).", self.unit())
    }

    /// `A − B lies between −1.2 and 3.4 s`.
    fn span(&self, low: f64, high: f64) -> String {
        let [low, high] = [low, high].map(|end| end * self.scale());
        let decimals = decimals(low, high);
        let low = signed(outwards(low, decimals, f64::floor), decimals);
        let high = signed(outwards(high, decimals, f64::ceil), decimals);
        format!("{} − {} lies between {low} and {high}{}", self.a, self.b, self.unit())
    }

    /// What more replications could show.
    fn outlook(&self) -> String {
        let measured = self.difference.mean.abs();
        let (size, what) = match self.matters {
            Some(matters) => (matters, "that matter"),
            None => (measured, "measured here"),
        };
        let percent = POWER * 100.0;
        match replications_needed(self.difference, size, POWER) {
            Some(needed) if needed > self.difference.n => format!(
                "; to see the {} {what}, if real, with {percent:.0} % probability takes about \
                 {needed} {}",
                self.plain(size),
                self.block
            ),
            _ => String::new(),
        }
    }

    fn unit(&self) -> String {
        match self.unit {
            "" | "count" => String::new(),
            "share" => " percentage points".into(),
            unit => format!(" {unit}"),
        }
    }

    /// Shares are told in percentage points.
    fn scale(&self) -> f64 {
        if self.unit == "share" { 100.0 } else { 1.0 }
    }

    /// A positive amount to two digits at least.
    fn plain(&self, amount: f64) -> String {
        let amount = amount * self.scale();
        let decimals = decimals(0.0, 2.0 * amount);
        format!("{amount:.decimals$}{}", self.unit())
    }
}

/// Decimals that show the width of the interval to two digits, and keep an end that is not zero
/// from looking so; at most twelve.
fn decimals(low: f64, high: f64) -> usize {
    let nearest = low.abs().min(high.abs());
    let is_enough = |decimals: usize| {
        let unit = 10.0_f64.powi(-(decimals as i32));
        (high - low) / 2.0 >= 9.95 * unit
            && (nearest == 0.0 || low <= 0.0 && high >= 0.0 || nearest >= unit)
    };
    (0..12).find(|decimals| is_enough(*decimals)).unwrap_or(12)
}

/// Rounds with `round`, except where the value is already on the grid but for its last digits.
fn outwards(value: f64, decimals: usize, round: fn(f64) -> f64) -> f64 {
    let scale = 10.0_f64.powi(decimals as i32);
    let scaled = value * scale;
    let nearest = scaled.round();
    let is_on_grid = (scaled - nearest).abs() < 1e-9 * scaled.abs().max(1.0);
    if is_on_grid { nearest / scale } else { round(scaled) / scale }
}

/// A number with a proper minus sign, and none at zero.
fn signed(value: f64, decimals: usize) -> String {
    let digits = format!("{:.decimals$}", value.abs());
    if value < 0.0 { format!("−{digits}") } else { digits }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compare(values: &[f64], better: Better, matters: Option<f64>) -> (Finding, String) {
        let difference = Estimate::of(values);
        let comparison = Comparison {
            a: "fast",
            b: "slow",
            kpi: "click_to_door_s_mean",
            unit: "s",
            block: "replications",
            better,
            difference: &difference,
            matters,
        };
        (comparison.finding(), comparison.verdict())
    }

    /// Mean −2, standard error 0.57735, t(0.975, 2) = 4.302653: −4.4841 to 0.4841.
    const NEAR: [f64; 3] = [-3.0, -2.0, -1.0];
    /// Ten away from zero, as wide.
    const FAR: [f64; 3] = [-13.0, -12.0, -11.0];

    #[test]
    fn an_interval_without_zero_names_the_better_one() {
        for (better, finding, how) in [
            (Better::Lower, Finding::Better, "better"),
            (Better::Higher, Finding::Worse, "worse"),
            (Better::Neutral, Finding::Lower, "lower"),
        ] {
            let sentence = format!(
                "fast is {how} than slow on click_to_door_s_mean, by 9.5 to 14.5 s \
                 (95 % interval, 3 replications)."
            );
            assert_eq!(compare(&FAR, better, None), (finding, sentence));
        }
        let mirrored = FAR.map(|value| -value);
        assert_eq!(compare(&mirrored, Better::Higher, None).0, Finding::Better);
        assert_eq!(compare(&mirrored, Better::Lower, None).0, Finding::Worse);
        assert_eq!(compare(&mirrored, Better::Neutral, None).0, Finding::Higher);
    }

    #[test]
    fn an_interval_with_zero_claims_nothing_and_says_what_it_would_take() {
        let (finding, sentence) = compare(&NEAR, Better::Lower, None);
        assert_eq!(finding, Finding::NoneShown);
        assert_eq!(
            sentence,
            "No difference between fast and slow on click_to_door_s_mean is shown: fast − slow \
             lies between −4.5 and 0.5 s (95 % interval, 3 replications); to see the 2.0 s measured \
             here, if real, with 90 % probability takes about 5 replications."
        );
        let (_, sentence) = compare(&NEAR, Better::Lower, Some(0.5));
        assert!(sentence.contains("0.50 s that matter"), "{sentence}");
        assert!(sentence.contains("about 45 replications"), "{sentence}");
    }

    #[test]
    fn a_difference_within_what_matters_is_called_so_even_when_shown() {
        let (finding, sentence) = compare(&FAR, Better::Lower, Some(20.0));
        assert_eq!(finding, Finding::TooSmallToMatter);
        assert_eq!(
            sentence,
            "fast and slow differ on click_to_door_s_mean by less than the 20 s that matter: \
             fast − slow lies between −14.5 and −9.5 s (95 % interval, 3 replications)."
        );
        assert_eq!(compare(&FAR, Better::Lower, Some(14.0)).0, Finding::Better);
        assert_eq!(compare(&NEAR, Better::Lower, Some(4.0)).0, Finding::NoneShown);
    }

    #[test]
    fn without_spread_or_without_values_nothing_is_claimed() {
        assert_eq!(compare(&[0.0; 4], Better::Lower, None).0, Finding::Same);
        assert!(compare(&[0.0; 4], Better::Lower, None).1.contains("gave the same"));
        assert!(compare(&[3.0; 4], Better::Lower, None).1.contains("no spread to judge by"));
        for values in [&[1.0][..], &[1.0, f64::NAN], &[]] {
            let (finding, sentence) = compare(values, Better::Lower, None);
            assert_eq!(finding, Finding::Unknown);
            assert!(!sentence.contains("better"), "{sentence}");
        }
    }

    #[test]
    fn rounding_never_makes_the_interval_narrower_or_touch_zero() {
        for scale in [1e-5, 0.003, 0.2, 7.0, 12_345.0] {
            for shift in [3.0, 2.485, 100.0] {
                let values = [shift - 1.0, shift, shift + 1.0].map(|value| value * scale);
                let [low, high] = Estimate::of(&values).interval().unwrap();
                let (finding, sentence) = compare(&values, Better::Higher, None);
                assert_eq!(finding, Finding::Better, "{sentence}");
                let ends: Vec<f64> = sentence.split(' ').filter_map(|w| w.parse().ok()).collect();
                assert!(ends[0] > 0.0 && ends[0] <= low * 1.000_001, "{low} {sentence}");
                assert!(ends[1] >= high * 0.999_999, "{high} {sentence}");
            }
        }
    }
}
