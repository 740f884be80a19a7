//! What was found as a page to read.

use domain::decision::placement::{Model, Standing};
use domain::shown::{shown as named, shown_within};
use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm, fill};

use super::robust::{Forced, Judged, Verdict};
use super::study::{Findings, Study};
use crate::report::grid::{Side, grid};
use crate::report::number;

/// Stores of a phase that are named.
const OPENED: usize = 3;
/// Characters of a line.
const WIDTH: usize = 98;
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
    let against = match study.question.model {
        Model::MaxCovering { .. } | Model::PMedian => "Value against monthly rent",
        _ => "Orders covered against monthly rent, whatever the model",
    };
    page += &section(against, &frontier(study, findings));
    let good = findings.robust.good.len();
    let heading = format!(
        "Sites over {good} {} within {} % of the best, and the price of the other choice",
        if good == 1 { "layout" } else { "layouts" },
        number(findings.tolerance * 100.0, 1)
    );
    page += &section(&heading, &sites(study, findings));
    page += &section("What keeping and banning costs", &freed(study, findings));
    page += &section("Opened one after another", &phases(study, findings));
    if let Some(refined) = &findings.refined {
        page += &section("Judged by the simulator", &refined.text());
    }
    let notes = findings.notes.iter().map(|note| wrapped(note));
    page += &section("Notes", &notes.collect::<String>());
    page
}

fn section(title: &str, body: &str) -> String {
    if body.is_empty() { String::new() } else { format!("\n{title}\n{body}") }
}

/// A note in lines of the page's width.
fn wrapped(note: &str) -> String {
    let words: Vec<_> = note.split(' ').map(|word| shown_within(word, WIDTH - 4)).collect();
    let options = Options::new(WIDTH)
        .initial_indent("  ")
        .subsequent_indent("    ")
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    fill(&words.join(" "), options) + "\n"
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
        named(&study.ground.scenario.name),
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
    let has_beyond = findings.layout.stores.iter().any(|store| store.beyond > 0.0);
    let has_rivals = !study.rivals.is_empty();
    let heads = [
        (true, "no", Side::Right),
        (true, "store", Side::Left),
        (true, "orders", Side::Right),
        (true, "of demand", Side::Right),
        (true, mean.as_str(), Side::Right),
        (has_beyond, "beyond", Side::Right),
        (has_rivals, "rival km", Side::Right),
        (true, "rent INR/month", Side::Right),
        (true, "break-even/day", Side::Right),
        (true, "", Side::Left),
    ];
    let shown = |cells: [String; 10]| -> Vec<String> {
        heads.iter().zip(cells).filter(|(head, _)| head.0).map(|(_, cell)| cell).collect()
    };
    let even = |even: f64| if even.is_finite() { number(even, 0) } else { "never".into() };
    let mut rows: Vec<Vec<String>> = (1..)
        .zip(&findings.layout.stores)
        .map(|(at, store): (u32, _)| {
            let candidate = &study.candidates[store.site as usize];
            let needed = study.break_even(store.site);
            let orders = study.orders(store.covered + store.beyond);
            let verdict = match (study.is_of_an_hour, orders >= needed) {
                (true, _) => "",
                (false, true) => "pays",
                (false, false) => "loses",
            };
            shown([
                at.to_string(),
                named(&candidate.name).into_owned(),
                number(study.orders(store.covered), 0),
                percent(store.covered / findings.layout.total),
                number(store.mean, 2),
                number(study.orders(store.beyond), 0),
                candidate.competitor_km.map_or_else(String::new, |km| number(km, 2)),
                number(candidate.month_inr, 0),
                even(needed),
                verdict.into(),
            ])
        })
        .collect();
    let all = &findings.layout;
    let beyond = all.stores.iter().map(|store| store.beyond).sum();
    rows.push(shown([
        String::new(),
        "all".into(),
        number(study.orders(all.covered), 0),
        percent(all.covered / all.total),
        number(all.mean, 2),
        number(study.orders(beyond), 0),
        String::new(),
        number(study.rent(&findings.best.placed.open), 0),
        even(all.stores.iter().map(|store| study.break_even(store.site)).sum()),
        String::new(),
    ]));
    let heads: Vec<(&str, Side)> =
        heads.iter().filter(|head| head.0).map(|head| (head.1, head.2)).collect();
    grid(&heads, &rows)
        + &format!(
            "  An order earns INR {} before rent (an estimate from the scenario's settings, or\n  \
             --margin-inr); break-even is rent / 30 / that\n",
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
    let name = |at: usize| named(&study.candidates[stores[at].site as usize].name).into_owned();
    let rows: Vec<Vec<String>> =
        pairs.into_iter().map(|(share, a, b)| vec![percent(share), name(a), name(b)]).collect();
    let heads = [("share", Side::Right), ("near", Side::Left), ("also near", Side::Left)];
    let more = if left_out > 0 {
        format!("  and {left_out} pairs less; overlap.csv (--out) and --json have all\n")
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
        ("surely between", Side::Right),
        ("bound", Side::Right),
        ("gap", Side::Right),
    ];
    let small = |worth: f64| number(worth, 1);
    let rows: Vec<Vec<String>> = findings
        .curve
        .iter()
        .map(|step| {
            // What is known to the digit shown needs no range.
            let between = step.between.filter(|[low, high]| high - low >= 0.05);
            vec![
                step.sites.to_string(),
                small(step.best.objective.value),
                step.marginal.map_or_else(String::new, small),
                between.map_or_else(String::new, |[low, high]| {
                    format!("{} and {}", small(low), small(high))
                }),
                step.best.bound.map_or_else(String::new, small),
                gap(step.best.gap),
            ]
        })
        .collect();
    grid(&heads, &rows)
        + "  Each number of stores is a question of its own; all together get as much work as the\n  \
           layout did. A gap says what may be missing, --work-m N looks longer\n"
}

fn frontier(study: &Study<'_>, findings: &Findings) -> String {
    if findings.frontier.is_empty() {
        return String::new();
    }
    let unit = study.front_unit();
    let heads = [
        ("rent INR/month", Side::Right),
        ("stores", Side::Right),
        (unit.as_str(), Side::Right),
        ("gap", Side::Right),
        ("", Side::Left),
    ];
    let row = |budget: &super::frontier::Budget| {
        vec![
            number(budget.spent, 0),
            budget.best.placed.open.len().to_string(),
            number(budget.best.objective.value, 1),
            gap(budget.best.gap),
            match (budget.is_chosen, budget.is_dominated) {
                (true, true) => "the layout, dominated by the line above",
                (true, false) => "the layout",
                (false, _) => "",
            }
            .into(),
        ]
    };
    grid(&heads, &findings.frontier.iter().map(row).collect::<Vec<_>>())
}

fn freed(study: &Study<'_>, findings: &Findings) -> String {
    if findings.freed.is_empty() {
        return String::new();
    }
    let unit = format!("costs, {}", study.value_unit());
    let heads = [
        ("site", Side::Left),
        ("your choice", Side::Left),
        (unit.as_str(), Side::Right),
        ("at most", Side::Right),
    ];
    let row = |freed: &super::freed::Freed| {
        vec![
            freed.site.map_or("all of them together".into(), |site| {
                named(&study.candidates[site as usize].name).into_owned()
            }),
            match (freed.site, freed.standing) {
                (None, _) => "",
                (_, Standing::Kept) => "kept",
                (_, _) => "banned",
            }
            .into(),
            worth(freed.costs),
            freed.at_most.map_or_else(String::new, worth),
        ]
    };
    grid(&heads, &findings.freed.iter().map(row).collect::<Vec<_>>())
}

fn worth(price: f64) -> String {
    number(price, if price.abs() < 20.0 { 1 } else { 0 })
}

fn sites(study: &Study<'_>, findings: &Findings) -> String {
    let robust = &findings.robust;
    if robust.sites.is_empty() {
        return String::new();
    }
    let row = |judged: &Judged| {
        let (price, at_least) = match judged.forced {
            Forced::Layout { price, at_least } => {
                (worth(price), at_least.map_or_else(String::new, |least| worth(least.max(0.0))))
            }
            Forced::Impossible => ("impossible".into(), String::new()),
            Forced::NotFound => ("none found".into(), String::new()),
        };
        vec![
            named(&study.candidates[judged.site as usize].name).into_owned(),
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
           tolerance; `found`: no layout with it is known. --examine N|NAMES looks at others\n"
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
        let names = phase.opened.iter().map(|site| named(&study.candidates[*site as usize].name));
        let mut named = names.take(OPENED).collect::<Vec<_>>().join(", ");
        if let Some(more @ 1..) = phase.opened.len().checked_sub(OPENED) {
            named += &format!(" and {more} more");
        }
        vec![
            phase.sites.to_string(),
            named,
            number(phase.best.objective.value, 1),
            phase.nesting.map_or_else(String::new, |nesting| number(nesting, 1)),
        ]
    };
    grid(&heads, &findings.phased.iter().map(row).collect::<Vec<_>>())
}
