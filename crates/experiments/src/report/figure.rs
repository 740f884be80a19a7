//! Numbers as a reader wants them: minutes and seconds, per cent, rupees, thousands.

use crate::statistics::Estimate;

/// What stands for a figure that there is none of.
pub(super) const NONE: &str = "–";

/// `m:ss`, with a sign where negative.
pub(super) fn clock(seconds: f64) -> String {
    if !seconds.is_finite() {
        return NONE.into();
    }
    let whole = seconds.abs().round() as u64;
    let sign = if seconds < 0.0 && whole > 0 { "−" } else { "" };
    format!("{sign}{}:{:02}", whole / 60, whole % 60)
}

/// A share as per cent with this many decimals.
pub(super) fn percent(share: f64, decimals: usize) -> String {
    if share.is_finite() { format!("{} %", fixed(share * 100.0, decimals)) } else { NONE.into() }
}

/// A number with this many decimals, thousands apart; a dash where it is not finite.
#[must_use]
pub fn number(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return NONE.into();
    }
    let text = fixed(value, decimals);
    let (sign, digits) = text.strip_prefix('−').map_or(("", &*text), |digits| ("−", digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{grouped}{point}{fraction}")
}

/// So many of a thing: `1 cell`, `1,200 cells`.
pub(super) fn counted(count: u64, thing: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {thing}{plural}", number(count as f64, 0))
}

/// A rounded number with a true minus sign and no negative zero.
fn fixed(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let is_zero = text.chars().all(|c| c == '0' || c == '.');
    if value < 0.0 && !is_zero { format!("−{text}") } else { text }
}

/// A share and its interval, `71.3 % ± 1.2`.
pub(super) fn percent_between(estimate: Estimate) -> String {
    share_between(estimate.mean, estimate.half_width, 1, " %")
}

/// A share of 0 to 1 as per cent with its interval; where that would leave 0 to 100 %, the part
/// of it that is possible: `99.8 % (99.1 to 100.0)`.
pub(super) fn share_between(
    mean: f64,
    half_width: Option<f64>,
    decimals: usize,
    sign: &str,
) -> String {
    if !mean.is_finite() {
        return NONE.into();
    }
    // Means corrected by how chance fell may leave it too.
    let shown = |share: f64| fixed(share.clamp(0.0, 1.0) * 100.0, decimals);
    let text = format!("{}{sign}", shown(mean));
    match half_width {
        None => text,
        Some(half) if mean - half >= 0.0 && mean + half <= 1.0 => {
            format!("{text} ± {}", fixed(half * 100.0, decimals))
        }
        Some(half) => format!("{text} ({} to {})", shown(mean - half), shown(mean + half)),
    }
}

/// The interval of a figure, kept to what is possible: shares from 0 to 1.
pub(crate) fn interval_in(estimate: &Estimate, unit: &str) -> Option<[f64; 2]> {
    let ends = estimate.interval()?;
    Some(if unit == "share" { ends.map(|end| end.clamp(0.0, 1.0)) } else { ends })
}

/// A time and its interval, `9:12 ± 0:08`.
pub(super) fn clock_between(estimate: Estimate) -> String {
    let mean = clock(estimate.mean);
    match estimate.half_width {
        Some(half) => format!("{mean} ± {}", clock(half)),
        None => mean,
    }
}

/// A number and its interval.
pub(super) fn number_between(estimate: Estimate, decimals: usize) -> String {
    let mean = number(estimate.mean, decimals);
    match estimate.half_width {
        Some(half) => format!("{mean} ± {}", number(half, decimals)),
        None => mean,
    }
}

/// A figure in its unit: shares as per cent, the rest with digits that suit it.
pub(super) fn in_unit(value: f64, unit: &str) -> String {
    match unit {
        _ if !value.is_finite() => NONE.into(),
        "share" => percent(value, 2),
        "" | "count" => number(value, 1),
        "INR" => format!("INR {}", number(value, 2)),
        _ => format!("{} {unit}", number(value, 2)),
    }
}

/// A figure in its unit with its interval.
pub(super) fn in_unit_between(estimate: Estimate, unit: &str) -> String {
    if unit == "share" {
        return share_between(estimate.mean, estimate.half_width, 2, " %");
    }
    let mean = in_unit(estimate.mean, unit);
    match (estimate.half_width, unit) {
        (None, _) => mean,
        (Some(half), "" | "count") => format!("{mean} ± {}", number(half, 1)),
        (Some(half), _) => format!("{mean} ± {}", number(half, 2)),
    }
}

/// A difference of figures in its unit: of shares in percentage points.
pub(super) fn apart(difference: f64, unit: &str) -> String {
    if unit == "share" && difference.is_finite() {
        format!("{} points", number(difference * 100.0, 2))
    } else {
        in_unit(difference, unit)
    }
}

/// A difference of figures with its interval: of shares in percentage points.
pub(super) fn apart_between(estimate: Estimate, unit: &str) -> String {
    if unit != "share" || !estimate.mean.is_finite() {
        return in_unit_between(estimate, unit);
    }
    let points = number(estimate.mean * 100.0, 2);
    match estimate.half_width {
        Some(half) => format!("{points} ± {} points", number(half * 100.0, 2)),
        None => format!("{points} points"),
    }
}

/// A horizontal bar of at most `width` characters, in eighths of a character.
pub(super) fn bar(share: f64, width: usize) -> String {
    const EIGHTHS: [char; 8] = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
    if share.is_nan() || share <= 0.0 {
        return String::new();
    }
    let eighths = (share.min(1.0) * width as f64 * 8.0).round() as usize;
    let mut bar = "█".repeat(eighths / 8);
    if !eighths.is_multiple_of(8) {
        bar.push(EIGHTHS[eighths % 8]);
    }
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_well() {
        assert_eq!(clock(552.4), "9:12");
        assert_eq!(clock(59.7), "1:00");
        assert_eq!(clock(-75.0), "−1:15");
        assert_eq!(clock(-0.2), "0:00");
        assert_eq!(percent(0.7128, 1), "71.3 %");
        assert_eq!(number(1_234_567.89, 1), "1,234,567.9");
        assert_eq!(number(-999.6, 0), "−1,000");
        assert_eq!(number(-0.01, 1), "0.0");
        assert_eq!(counted(1, "cell"), "1 cell");
        assert_eq!(counted(1_200, "replication"), "1,200 replications");
        let estimate = Estimate { half_width: Some(0.012), ..Estimate::of(&[0.5]) };
        assert_eq!(percent_between(estimate), "50.0 % ± 1.2");
        let of = |mean| Estimate { half_width: Some(0.012), ..Estimate::of(&[mean]) };
        assert_eq!(percent_between(of(0.995)), "99.5 % (98.3 to 100.0)");
        assert_eq!(percent_between(of(0.001)), "0.1 % (0.0 to 1.3)");
        assert_eq!(in_unit_between(of(1.004), "share"), "100.00 % (99.20 to 100.00)");
        assert_eq!(interval_in(&of(0.995), "share"), Some([0.983, 1.0]));
    }

    #[test]
    fn a_missing_figure_is_a_dash() {
        assert_eq!(clock(f64::NAN), NONE);
        assert_eq!(percent(f64::NAN, 0), NONE);
        assert_eq!(number(f64::INFINITY, 0), NONE);
        assert_eq!(bar(f64::NAN, 10), "");
        for unit in ["s", "INR", "share", "count"] {
            let none = Estimate::of(&[]);
            assert_eq!(
                (in_unit(f64::NAN, unit), apart(f64::NAN, unit)),
                (NONE.into(), NONE.into())
            );
            assert_eq!(in_unit_between(none, unit), NONE);
            assert_eq!(apart_between(none, unit), NONE);
        }
    }

    #[test]
    fn bars_are_proportional() {
        assert_eq!(bar(0.5, 4), "██");
        assert_eq!(bar(0.53, 10), "█████▎");
        assert_eq!(bar(7.0, 3), "███");
    }
}
