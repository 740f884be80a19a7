//! The one-line texts of an experiment file: an objective, a constraint, a precision.

/// Whether less or more of the objective is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sense {
    /// Less is better.
    Minimise,
    /// More is better.
    Maximise,
}

/// The figure to be made as small or as large as possible.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Objective {
    /// Which way is better.
    pub sense: Sense,
    /// Name of the key figure.
    pub kpi: String,
}

impl Objective {
    /// Reads `minimise <key figure>` or `maximise <key figure>`.
    ///
    /// # Errors
    /// Says what is expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        let expected = || format!("`{text}` is not `minimise <key figure>` or `maximise ...`");
        let (sense, kpi) = text.trim().split_once(char::is_whitespace).ok_or_else(expected)?;
        let sense = match sense {
            "minimise" | "minimize" => Sense::Minimise,
            "maximise" | "maximize" => Sense::Maximise,
            _ => return Err(expected()),
        };
        Ok(Self { sense, kpi: name(kpi).ok_or_else(expected)? })
    }
}

/// On which side of its limit a constrained figure must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// At the limit or above.
    AtLeast,
    /// At the limit or below.
    AtMost,
}

/// A rule that the mean of a key figure must keep.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Constraint {
    /// Name of the key figure.
    pub kpi: String,
    /// On which side of the limit.
    pub bound: Bound,
    /// The limit, in the figure's unit.
    pub limit: f64,
    /// How far from the limit, on either side, a mean may lie for both verdicts to be right.
    pub tolerance: f64,
}

impl Constraint {
    /// Reads `<key figure> >= <number>` or `<= `, where `± <number>` may follow: a tolerance above
    /// zero, by default a hundredth of the limit's size, or 0.01 at a limit of zero.
    ///
    /// # Errors
    /// Says what is expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        let expected = || {
            format!(
                "`{text}` is not `<key figure> >= <number>` or `... <= ...`, with or without \
                 `± <tolerance above 0>`"
            )
        };
        let (kpi, bound, limit) = [(">=", Bound::AtLeast), ("<=", Bound::AtMost)]
            .into_iter()
            .find_map(|(sign, bound)| {
                let (kpi, limit) = text.split_once(sign)?;
                Some((kpi, bound, limit))
            })
            .ok_or_else(expected)?;
        let (limit, tolerance) = match limit.split_once('±').or_else(|| limit.split_once("+-")) {
            Some((limit, tolerance)) => (limit, Some(tolerance)),
            None => (limit, None),
        };
        let number = |text: &str| text.trim().parse::<f64>().map_err(|_| expected());
        let limit = number(limit)?;
        let tolerance = match tolerance {
            Some(text) => number(text)?,
            None if limit == 0.0 => 0.01,
            // Rounded, so that a hundredth of 0.9 is 0.009.
            None => format!("{:.9e}", limit.abs() / 100.0).parse().map_err(|_| expected())?,
        };
        let is_allowed = limit.is_finite() && tolerance > 0.0 && tolerance.is_finite();
        let kpi = name(kpi).filter(|_| is_allowed).ok_or_else(expected)?;
        Ok(Self { kpi, bound, limit, tolerance })
    }

    /// Whether a value keeps the rule; NaN does not.
    #[must_use]
    pub fn is_kept_by(&self, value: f64) -> bool {
        match self.bound {
            Bound::AtLeast => value >= self.limit,
            Bound::AtMost => value <= self.limit,
        }
    }
}

/// How well the mean of a key figure is to be known.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Precision {
    /// Name of the key figure.
    pub kpi: String,
    /// Half the width of the confidence interval, in the figure's unit or as a share of its mean.
    pub half_width: f64,
    /// Whether it is a share of the mean.
    pub is_relative: bool,
}

impl Precision {
    /// Reads `<key figure>:2%` or `<key figure>:<number>`.
    ///
    /// # Errors
    /// Says what is expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        let expected = || {
            format!("`{text}` is not `<key figure>:2%` or `<key figure>:<number>`, both above 0")
        };
        let (kpi, width) = text.rsplit_once(':').ok_or_else(expected)?;
        let (width, is_relative) = match width.trim().strip_suffix('%') {
            Some(percent) => (percent.trim(), true),
            None => (width.trim(), false),
        };
        let width: f64 = width.parse().map_err(|_| expected())?;
        let kpi = name(kpi).filter(|_| width.is_finite() && width > 0.0).ok_or_else(expected)?;
        let half_width = if is_relative { width / 100.0 } else { width };
        Ok(Self { kpi, half_width, is_relative })
    }
}

/// A single word, with or without a part of it in brackets: `sla_hit_rate[store 1]`.
fn name(text: &str) -> Option<String> {
    let text = text.trim();
    let word = match text.split_once('[') {
        Some((word, part)) if part.ends_with(']') => word,
        _ => text,
    };
    (!word.is_empty() && !word.contains(char::is_whitespace)).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goals_are_read_from_one_line() {
        let objective = Objective::parse("minimise  ride_km_per_order").unwrap();
        assert_eq!((objective.sense, &*objective.kpi), (Sense::Minimise, "ride_km_per_order"));
        let rule = Constraint::parse("sla_hit_rate>=0.95").unwrap();
        assert_eq!((rule.bound, rule.limit, &*rule.kpi), (Bound::AtLeast, 0.95, "sla_hit_rate"));
        assert!(rule.is_kept_by(0.95) && !rule.is_kept_by(0.9) && !rule.is_kept_by(f64::NAN));
        assert_eq!(rule.tolerance, 0.0095, "a hundredth of the limit");
        for text in ["sla_hit_rate >= 0.95 ± 0.02", "sla_hit_rate >= 0.95 +- 0.02"] {
            assert_eq!(Constraint::parse(text).unwrap().tolerance, 0.02);
        }
        let of_store = Constraint::parse("sla_hit_rate[store 1] >= 0.9").unwrap();
        assert_eq!(of_store.kpi, "sla_hit_rate[store 1]");
        assert_eq!(Objective::parse("maximise sla_hit_rate[store 1]").unwrap().kpi, of_store.kpi);
        let share = Precision::parse("sessions: 2.5 %").unwrap();
        assert_eq!((share.half_width, share.is_relative), (0.025, true));
        assert!(!Precision::parse("sessions:3").unwrap().is_relative);
        for text in ["minimise", "reduce x", "minimise x y", ""] {
            assert!(Objective::parse(text).is_err(), "{text}");
        }
        for text in ["x > 1", "x >= y", ">= 1", "x >= inf", "a b <= 1", "x >= 1 ± 0", "x >= 1 +- z"]
        {
            assert!(Constraint::parse(text).is_err(), "{text}");
        }
        for text in ["x", "x:0", "x:-1%", ":1", "x:nan"] {
            assert!(Precision::parse(text).is_err(), "{text}");
        }
    }
}
