//! What a layout saves, as a page to read.

use std::fmt::Write as _;

use super::study::Study;
use crate::report::number;
use crate::statistics::Estimate;

/// The walks of a basket under every layout.
#[must_use]
pub fn page(study: &Study<'_>) -> String {
    let question = &study.question;
    let cold = question.bays.iter().filter(|bay| bay.is_cold).count();
    let mut text = format!(
        "{}: where goods lie\n\n{} SKUs in {} bays, {cold} of them cold; {} baskets to learn from, \
         {} others to judge by\n\n",
        study.scenario.name,
        question.goods.len(),
        question.bays.len(),
        question.training.len(),
        question.judged.len(),
    );
    let width = study.contenders.iter().map(|one| one.name.len()).max().unwrap_or(0);
    let _ = writeln!(
        text,
        "{:width$}  {:>14}  {:>14}  {:>7}",
        "layout", "m a basket", "saved", "share"
    );
    let before = study.today().walk().mean;
    for contender in &study.contenders {
        let walk = known(&contender.walk());
        let _ = write!(text, "{:width$}  {walk:>14}", contender.name);
        if contender.name != study.today().name {
            let saved = study.saved(contender);
            let share = if before > 0.0 { 100.0 * saved.mean / before } else { 0.0 };
            let _ = write!(text, "  {:>14}  {:>6}%", known(&saved), number(share, 1));
        }
        text.push('\n');
    }
    text.push_str(
        "\nWalks are the shortest that keep the order of handling, averaged over the baskets to \
         judge by, ± half a 95 %\ninterval; what is saved is compared basket by basket.\n",
    );
    text
}

fn known(estimate: &Estimate) -> String {
    let half =
        estimate.half_width.map_or_else(String::new, |half| format!(" ± {}", number(half, 2)));
    format!("{}{half}", number(estimate.mean, 2))
}
