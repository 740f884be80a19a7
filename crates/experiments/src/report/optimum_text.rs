//! The page of an optimisation: the choice, its figures, what holds, and what it was chosen from.

use scenarios::experiment::{Bound, Constraint, Sense};

use super::candidate::Candidate;
use super::columns::Columns;
use super::figure::{counted, number};
use super::grid::{Side, Side::*, grid, heading, wrap};
use super::optimum::{Figure, Optimum};
use super::scale::Scale;
use super::sweep::CellMean;

/// Columns of the page.
const WIDTH: usize = 98;
/// Columns that factors may take in a table before letters stand for them.
const FACTORS_WIDTH: usize = 30;
/// Most combinations shown in a table.
const ROWS: usize = 12;

/// Renders the page; headings are bold where `is_styled`.
#[must_use]
pub fn optimum_text(optimum: &Optimum<'_>, is_styled: bool) -> String {
    let mut page = title(optimum);
    page.push_str(&heading("CHOSEN", is_styled));
    page.push_str(&choice(optimum));
    if let Some(infeasible) = &optimum.infeasible {
        page.push_str(&heading("WHAT BINDS, by means over replications", is_styled));
        page.push_str(&infeasible.text(optimum.constraints));
    }
    page.push_str(&heading("WHAT HOLDS", is_styled));
    page.push_str(&words(&optimum.guarantee));
    for remark in &optimum.remarks {
        page.push_str(&words(remark));
    }
    if !optimum.rivals.is_empty() {
        page.push_str(&heading(
            "OTHERS LESS THE CHOSEN, on the replications both have, jointly at 95 %",
            is_styled,
        ));
        page.push_str(&rivals(optimum));
    }
    let (judged, visited) = (&optimum.candidates, &optimum.visited);
    let of_search = if visited.is_empty() { "CELLS" } else { "FINALISTS on fresh replications" };
    page.push_str(&heading(of_search, is_styled));
    page.push_str(&candidates(optimum, judged));
    page.push_str(&legend(optimum));
    if !visited.is_empty() {
        page.push_str(&heading("VISITED, as the search saw them, best first", is_styled));
        page.push_str(&candidates(optimum, visited));
    }
    page
}

/// A paragraph, two characters in.
fn words(text: &str) -> String {
    // A number stays with its per cent.
    let text = text.replace(" %", "\u{a0}%");
    wrap("  ", &words_of(&text), " ", WIDTH).replace('\u{a0}', " ")
}

fn words_of(text: &str) -> Vec<String> {
    text.split(' ').map(ToOwned::to_owned).collect()
}

fn title(optimum: &Optimum<'_>) -> String {
    let parts = [
        optimum.experiment.to_owned(),
        format!("scenario {}", optimum.scenario),
        format!("seed {}", optimum.seed),
        match optimum.method {
            "search" => {
                format!("search of {}", counted(optimum.combinations, "combination"))
            }
            method => {
                let cells = optimum.combinations;
                format!("{} over {}", method.to_uppercase(), counted(cells, "cell"))
            }
        },
        format!(
            "{} of {}",
            number(optimum.spent as f64, 0),
            counted(optimum.budget, "replication")
        ),
    ];
    let mut title = wrap("", &parts, " · ", WIDTH);
    let sense = match optimum.objective.sense {
        Sense::Minimise => "minimise",
        Sense::Maximise => "maximise",
    };
    let mut goal = vec![format!("{sense} {}", optimum.objective.kpi)];
    goal.extend(optimum.constraints.iter().map(|rule| format!("keeping {}", in_words(rule))));
    title.push_str(&wrap("", &goal, ", ", WIDTH));
    let unit = Scale::of(&optimum.objective.kpi, [], []);
    if let Some(delta) = optimum.indifference {
        title.push_str(&format!(
            "differences below {} do not matter\n",
            format!("{delta} {}", plain(unit.unit_of_difference)).trim_end()
        ));
    }
    let names = names(optimum);
    if names.are_letters {
        let factors = optimum.factors.iter().enumerate();
        let legend: Vec<String> = factors.map(|(at, name)| names.full(name, at)).collect();
        title.push_str(&wrap("in tables: ", &legend, " · ", WIDTH));
    }
    title.push_str("± is half the 95 % confidence interval of a mean over replications\n");
    title
}

fn names(optimum: &Optimum<'_>) -> Columns {
    let names: Vec<&str> = optimum.factors.iter().map(String::as_str).collect();
    let all = || optimum.candidates.iter().chain(&optimum.visited);
    let longest = |at: usize| all().map(|each| each.levels[at].chars().count()).max();
    let longest: Vec<usize> = (0..names.len()).map(|at| longest(at).unwrap_or(0)).collect();
    Columns::of(&names, &longest, FACTORS_WIDTH)
}

/// A unit beside a number in the unit of the figure itself: shares are not per cent there.
fn plain(unit: &'static str) -> &'static str {
    if unit == "points" { "" } else { unit }
}

fn in_words(rule: &Constraint) -> String {
    let sign = match rule.bound {
        Bound::AtLeast => ">=",
        Bound::AtMost => "<=",
    };
    format!("{} {sign} {} ± {}", rule.kpi, rule.limit, rule.tolerance)
}

fn choice(optimum: &Optimum<'_>) -> String {
    let Some(chosen) = &optimum.chosen else {
        let why = match optimum.status {
            "none_feasible" => "nothing: no combination judged keeps the constraints",
            _ => "nothing: no combination was shown to keep the constraints within the budget",
        };
        return format!("  {why}\n");
    };
    let status = match optimum.status {
        "selected" => "selected, with the guarantee below",
        "capped" => "the best so far: the budget came before the guarantee asked for",
        _ => "the best mean, without a guarantee",
    };
    let settings: Vec<String> = optimum
        .settings
        .iter()
        .map(|(path, value)| format!("--set {path}={}", bare(value)))
        .collect();
    let mut text = format!("  {chosen}\n  {status}\n");
    text.push_str(&wrap("  ", &settings, " ", WIDTH));
    text.push('\n');
    let rows: Vec<Vec<String>> =
        optimum.figures.iter().map(|figure| figure_row(optimum, figure)).collect();
    let heads = [("figure", Left), ("mean", Right), ("", Left), ("repl.", Right), ("rule", Left)];
    text.push_str(&grid(&heads, &rows));
    text.push_str(match optimum.is_fresh {
        true => "  measured on replications that were used for nothing else\n",
        false => {
            "  measured on the replications of the selection, which flatter the chosen a little\n"
        }
    });
    text
}

/// A word without its quotes, which a shell would take away anyway.
fn bare(value: &str) -> &str {
    let inner = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let is_word = |word: &&str| word.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
    inner.filter(is_word).unwrap_or(value)
}

fn figure_row(optimum: &Optimum<'_>, figure: &Figure) -> Vec<String> {
    let CellMean { mean, half_width } = figure.mean;
    let scale = Scale::of(&figure.kpi, [half_width], [mean]);
    let rules = optimum.constraints.iter().filter(|rule| rule.kpi == figure.kpi);
    let mut verdicts: Vec<String> = rules.map(|rule| kept(rule, mean, half_width)).collect();
    if figure.kpi == optimum.objective.kpi {
        verdicts.insert(0, "objective".into());
    }
    vec![
        figure.kpi.clone(),
        scale.between(mean, half_width),
        if mean.is_finite() { scale.unit.into() } else { String::new() },
        figure.replications.to_string(),
        verdicts.join("; "),
    ]
}

/// How the interval of a mean lies to the limit of a rule.
fn kept(rule: &Constraint, mean: f64, half_width: Option<f64>) -> String {
    let half = half_width.unwrap_or(f64::INFINITY);
    let slack = match rule.bound {
        Bound::AtLeast => mean - rule.limit,
        Bound::AtMost => rule.limit - mean,
    };
    let scale = Scale::of(&rule.kpi, [], [rule.limit]);
    let limit = format!("{} {}", scale.value(rule.limit), scale.unit);
    let bound = match rule.bound {
        Bound::AtLeast => "at least",
        Bound::AtMost => "at most",
    };
    let verdict = if slack >= half {
        "kept"
    } else if slack <= -half {
        "broken"
    } else {
        "the interval holds the limit"
    };
    format!("{bound} {}: {verdict}", limit.trim_end())
}

fn rivals(optimum: &Optimum<'_>) -> String {
    let kpi = &optimum.objective.kpi;
    let shown = &optimum.rivals[..optimum.rivals.len().min(ROWS)];
    let scale = Scale::of(
        kpi,
        shown.iter().map(|rival| rival.difference.half_width),
        shown.iter().map(|rival| rival.difference.mean),
    );
    let rows: Vec<Vec<String>> = shown
        .iter()
        .map(|rival| {
            let CellMean { mean, half_width } = rival.difference;
            let better = match optimum.objective.sense {
                Sense::Minimise => mean < 0.0,
                Sense::Maximise => mean > 0.0,
            };
            let is_clear = half_width.is_some_and(|half| mean.abs() > half);
            let verdict = match (is_clear, better) {
                _ if half_width == Some(0.0) => match mean == 0.0 {
                    true => "never differed",
                    false => "no spread to judge by",
                },
                (false, _) => "cannot be told apart",
                (true, false) => "worse",
                (true, true) => "better",
            };
            let mut row = rival.levels.clone();
            row.extend([
                scale.difference(mean, half_width),
                rival.replications.to_string(),
                verdict.into(),
                rival.fate.clone(),
            ]);
            row
        })
        .collect();
    let head = match scale.unit_of_difference {
        "points" => format!("{kpi}, points"),
        _ => kpi.clone(),
    };
    let names = names(optimum);
    let mut heads: Vec<(&str, Side)> = names.heads.iter().map(|n| (n.as_str(), Left)).collect();
    heads.extend([(head.as_str(), Right), ("repl.", Right), ("", Left), ("", Left)]);
    grid(&heads, &rows) + &more(optimum.rivals.len())
}

fn candidates(optimum: &Optimum<'_>, all: &[Candidate]) -> String {
    let shown = &all[..all.len().min(ROWS)];
    let column = |kpi: &str, pick: &dyn Fn(&Candidate) -> CellMean| -> (String, Vec<String>) {
        let means: Vec<CellMean> = shown.iter().map(pick).collect();
        let scale = Scale::of(
            kpi,
            means.iter().map(|mean| mean.half_width),
            means.iter().map(|mean| mean.mean),
        );
        let cells = means.iter().map(|mean| scale.between(mean.mean, mean.half_width));
        (scale.head(kpi), cells.collect())
    };
    let mut columns = vec![column(&optimum.objective.kpi, &|candidate| candidate.objective)];
    for (at, rule) in optimum.constraints.iter().enumerate() {
        columns.push(column(&rule.kpi, &|candidate| candidate.constraints[at]));
    }
    let names = names(optimum);
    let mut heads: Vec<(&str, Side)> = names.heads.iter().map(|n| (n.as_str(), Left)).collect();
    heads.extend(columns.iter().map(|(head, _)| (head.as_str(), Right)));
    heads.extend([("repl.", Right), ("", Left)]);
    let rows: Vec<Vec<String>> = shown
        .iter()
        .enumerate()
        .map(|(at, candidate)| {
            let mut row = candidate.levels.clone();
            row.extend(columns.iter().map(|(_, cells)| cells[at].clone()));
            row.extend([candidate.replications.to_string(), candidate.fate.clone()]);
            row
        })
        .collect();
    grid(&heads, &rows) + &more(all.len())
}

/// What the verdicts under the table of candidates mean, as far as they occur in it.
fn legend(optimum: &Optimum<'_>) -> String {
    let has = |fate: &str| optimum.candidates.iter().any(|each| each.fate.starts_with(fate));
    let others = match optimum.constraints.is_empty() {
        true => "",
        false => "; further ones were for the constraints",
    };
    let dropped = format!("dropped after n: worse by its first n replications{others}");
    let all = [
        (
            "ruled out",
            "ruled out: judged to break a constraint; within the tolerance of a limit either may be judged",
        ),
        (
            "undecided",
            "undecided: whether it keeps the constraints was not settled within the budget",
        ),
        ("dropped", &dropped),
        ("left over", "left over: not told apart from the chosen within the budget"),
    ];
    let lines = all.iter().filter(|(fate, _)| has(fate));
    lines.map(|(_, meaning)| wrap("  ", &words_of(meaning), " ", WIDTH)).collect()
}

fn more(all: usize) -> String {
    match all.saturating_sub(ROWS) {
        0 => String::new(),
        rest => format!("  and {rest} more, see --json or --out\n"),
    }
}
