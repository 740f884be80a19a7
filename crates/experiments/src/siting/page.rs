//! What was found as a page to read.

use super::robust::{Forced, Judged, Verdict};
use super::study::{Findings, Study};
use crate::report::grid::{Side, grid};
use crate::report::number;

/// Pairs of stores listed in the table of overlaps.
const PAIRS: usize = 12;

/// The page.
#[must_use]
pub fn page(study: &Study<'_>, findings: &Findings) -> String {
    let mut page = head(study, findings);
    page += &section("Stores", &stores(study, findings));
    if findings.layout.stores.len() > 1 {
        page += &section(
            "Overlap: demand near a store that is near another too",
            &pairs(study, findings),
        );
    }
    page += &section("What one more store is worth", &curve(study, findings));
    page += &section("Value against monthly rent", &frontier(study, findings));
    let good = findings.robust.good.len();
    let heading = format!(
        "Sites over {good} {} within {} % of the best, and the price of the other choice",
        if good == 1 { "layout" } else { "layouts" },
        number(findings.tolerance * 100.0, 1)
    );
    page += &section(&heading, &sites(study, findings));
    page += &section("Opened one after another", &phases(study, findings));
    if let Some(refined) = &findings.refined {
        page += &section("Judged by the simulator", &refined.text());
    }
    page
}

fn section(title: &str, body: &str) -> String {
    if body.is_empty() { String::new() } else { format!("\n{title}\n{body}") }
}

fn percent(share: f64) -> String {
    format!("{} %", number(share * 100.0, 1))
}

fn gap(gap: Option<f64>) -> String {
    match gap {
        None => "unknown".into(),
        Some(0.0) => "proven best".into(),
        Some(gap) => format!("{} %", number(gap * 100.0, 3)),
    }
}

fn head(study: &Study<'_>, findings: &Findings) -> String {
    let (layout, best) = (&findings.layout, &findings.best);
    let demand = &study.demand;
    let aggregated = if demand.points.len() < demand.junctions {
        format!(
            " for {} junctions, {} m from the average order",
            demand.junctions,
            number(demand.moved_m, 0)
        )
    } else {
        String::new()
    };
    let time = if study.is_of_an_hour { "hour" } else { "day" };
    format!(
        "{}: {} of {} candidate sites open, model {}\n\
         {} demand points{aggregated}; {} orders a {time}; {} links\n\
         Value {} {}; gap to the bound: {}\n\
         {} of the demand within {} {} of a store, {} {} away on average\n",
        study.ground.scenario.name,
        layout.stores.len(),
        study.candidates.len(),
        study.question.model.name(),
        demand.points.len(),
        number(study.orders(layout.total), 0),
        study.links(),
        number(best.objective.value, 1),
        study.value_unit(),
        gap(best.gap),
        percent(layout.covered / layout.total),
        number(study.radius, 2),
        study.unit,
        number(layout.mean, 2),
        study.unit,
    )
}

fn stores(study: &Study<'_>, findings: &Findings) -> String {
    let mean = format!("mean {}", study.unit);
    let heads = [
        ("no", Side::Right),
        ("store", Side::Left),
        ("orders", Side::Right),
        ("of demand", Side::Right),
        (mean.as_str(), Side::Right),
        ("beyond", Side::Right),
        ("rent INR/month", Side::Right),
        ("break-even/day", Side::Right),
        ("", Side::Left),
    ];
    let rows: Vec<Vec<String>> = (1..)
        .zip(&findings.layout.stores)
        .map(|(at, store): (u32, _)| {
            let candidate = &study.candidates[store.site as usize];
            let even = study.break_even(store.site);
            let orders = study.orders(store.covered + store.beyond);
            let verdict = match (study.is_of_an_hour, orders >= even) {
                (true, _) => "",
                (false, true) => "pays",
                (false, false) => "loses",
            };
            vec![
                at.to_string(),
                candidate.name.clone(),
                number(study.orders(store.covered), 0),
                percent(store.covered / findings.layout.total),
                number(store.mean, 2),
                number(study.orders(store.beyond), 0),
                number(candidate.month_inr, 0),
                if even.is_finite() { number(even, 0) } else { "never".into() },
                verdict.into(),
            ]
        })
        .collect();
    grid(&heads, &rows)
        + &format!(
            "  An order earns INR {} before rent (an estimate from the scenario's settings)\n",
            number(study.margin_inr, 1)
        )
}

fn pairs(study: &Study<'_>, findings: &Findings) -> String {
    let stores = &findings.layout.stores;
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (a, row) in findings.overlap.iter().enumerate() {
        pairs.extend(row.iter().enumerate().filter(|(b, _)| *b != a).map(|(b, s)| (*s, a, b)));
    }
    pairs.retain(|pair| pair.0 > 0.0);
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    if pairs.is_empty() {
        return "  none\n".into();
    }
    let left_out = pairs.len().saturating_sub(PAIRS);
    pairs.truncate(PAIRS);
    let name = |at: usize| study.candidates[stores[at].site as usize].name.clone();
    let rows: Vec<Vec<String>> =
        pairs.into_iter().map(|(share, a, b)| vec![percent(share), name(a), name(b)]).collect();
    let heads = [("share", Side::Right), ("near", Side::Left), ("also near", Side::Left)];
    let more = if left_out > 0 {
        format!("  and {left_out} pairs less; --json has all\n")
    } else {
        String::new()
    };
    grid(&heads, &rows) + &more
}

fn curve(study: &Study<'_>, findings: &Findings) -> String {
    if findings.curve.is_empty() {
        return String::new();
    }
    let unit = study.value_unit();
    let heads = [
        ("stores", Side::Right),
        (unit.as_str(), Side::Right),
        ("one more is worth", Side::Right),
        ("bound", Side::Right),
        ("gap", Side::Right),
    ];
    let rows: Vec<Vec<String>> = findings
        .curve
        .iter()
        .map(|step| {
            vec![
                step.sites.to_string(),
                number(step.best.objective.value, 1),
                step.marginal.map_or_else(String::new, |worth| number(worth, 1)),
                step.best.bound.map_or_else(String::new, |bound| number(bound, 1)),
                gap(step.best.gap),
            ]
        })
        .collect();
    grid(&heads, &rows)
}

fn frontier(study: &Study<'_>, findings: &Findings) -> String {
    if findings.frontier.is_empty() {
        return String::new();
    }
    let unit = study.value_unit();
    let heads = [
        ("rent INR/month", Side::Right),
        ("stores", Side::Right),
        (unit.as_str(), Side::Right),
        ("gap", Side::Right),
    ];
    let row = |budget: &super::frontier::Budget| {
        vec![
            number(budget.spent, 0),
            budget.best.placed.open.len().to_string(),
            number(budget.best.objective.value, 1),
            gap(budget.best.gap),
        ]
    };
    grid(&heads, &findings.frontier.iter().map(row).collect::<Vec<_>>())
}

fn sites(study: &Study<'_>, findings: &Findings) -> String {
    let robust = &findings.robust;
    if robust.sites.is_empty() {
        return String::new();
    }
    let worth = |price: f64| number(price, if price.abs() < 20.0 { 1 } else { 0 });
    let row = |judged: &Judged| {
        let (price, at_least) = match judged.forced {
            Forced::Layout { price, at_least } => {
                (worth(price), at_least.map_or_else(String::new, |least| worth(least.max(0.0))))
            }
            Forced::Impossible => ("impossible".into(), String::new()),
            Forced::NotFound => ("none found".into(), String::new()),
        };
        vec![
            study.candidates[judged.site as usize].name.clone(),
            if judged.is_open { "open" } else { "closed" }.into(),
            verdict(judged.verdict).into(),
            judged.open_in.to_string(),
            price,
            at_least,
        ]
    };
    let unit = format!("price, {}", study.value_unit());
    let heads = [
        ("site", Side::Left),
        ("now", Side::Left),
        ("verdict", Side::Left),
        ("open in", Side::Right),
        (unit.as_str(), Side::Right),
        ("at least", Side::Right),
    ];
    grid(&heads, &robust.sites.iter().map(row).collect::<Vec<_>>())
        + "  The price of an open site is what the best layout without it loses; of a closed one,\n  \
           with it. `proved`: by the bound `at least`, the other choice costs more than the\n  \
           tolerance; `found`: no layout with it is known. --examine N looks at more closed sites\n"
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::MustHave { is_proved: true } => "must have, proved",
        Verdict::MustHave { is_proved: false } => "in all found",
        Verdict::Swappable => "swappable",
        Verdict::Never { is_proved: true } => "never, proved",
        Verdict::Never { is_proved: false } => "in none found",
    }
}

fn phases(study: &Study<'_>, findings: &Findings) -> String {
    if findings.phased.is_empty() {
        return String::new();
    }
    let unit = study.value_unit();
    let heads = [
        ("stores", Side::Right),
        ("opens", Side::Left),
        (unit.as_str(), Side::Right),
        ("less than afresh", Side::Right),
    ];
    let row = |phase: &super::phased::Phase| {
        let names = phase.opened.iter().map(|site| study.candidates[*site as usize].name.as_str());
        vec![
            phase.sites.to_string(),
            names.collect::<Vec<_>>().join(", "),
            number(phase.best.objective.value, 1),
            phase.nesting.map_or_else(String::new, |nesting| number(nesting, 1)),
        ]
    };
    grid(&heads, &findings.phased.iter().map(row).collect::<Vec<_>>())
}
