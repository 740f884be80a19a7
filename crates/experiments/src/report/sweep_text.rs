//! The page of a sweep: what was varied, what came of it, and what matters.

use super::columns::Columns;
use super::figure::{bar, counted, number, percent};
use super::grid::{Side::*, grid, heading, wrap};
use super::scale::Scale;
use super::sweep::{Sweep, SweptFigure};
use crate::design::Design;
use crate::effects::{Effects, Term};
use crate::lab::Reached;

/// Columns of the page.
const WIDTH: usize = 98;
/// Columns that factors may take in a table before letters stand for them.
const FACTORS_WIDTH: usize = 48;
/// Most cells shown.
const CELLS: usize = 40;
/// Most effects shown of a key figure.
const EFFECTS: usize = 14;
/// Longest bar.
const BAR: usize = 12;

/// Renders the page; headings are bold where `is_styled`.
#[must_use]
pub fn sweep_text(sweep: &Sweep<'_>, is_styled: bool) -> String {
    let names = Names::of(sweep.design);
    let mut page = title(sweep, &names);
    page.push_str(&heading("CELLS", is_styled));
    page.push_str(&cells(sweep, &names));
    for (kpi, figure) in &sweep.figures {
        page.push_str(&heading(&format!("WHAT MOVES {kpi}"), is_styled));
        match &figure.effects {
            Some(effects) => page.push_str(&matters(sweep.design, kpi, figure, effects, &names)),
            None => {
                let why = figure.no_effects.as_deref().unwrap_or_default();
                page.push_str(&format!("  no effects can be given: {why}\n"));
            }
        }
    }
    page
}

/// How factors are called in tables.
struct Names {
    columns: Columns,
}

impl Names {
    fn of(design: &Design) -> Self {
        let names: Vec<&str> = design.factors.iter().map(|factor| factor.name.as_str()).collect();
        let longest = design.factors.iter().map(|factor| {
            let labels = factor.levels.iter().map(|level| level.label.chars().count());
            labels.max().unwrap_or(0)
        });
        let longest: Vec<usize> = longest.collect();
        // A fraction speaks of its factors by their letters.
        let width = if design.fraction.is_some() { 0 } else { FACTORS_WIDTH };
        Self { columns: Columns::of(&names, &longest, width) }
    }

    fn full(&self, design: &Design, factor: usize) -> String {
        self.columns.full(&design.factors[factor].name, factor)
    }

    /// The name of a main effect in full, of an interaction in the words of tables.
    fn term(&self, design: &Design, term: &Term) -> String {
        match term.factors[..] {
            [factor] => self.full(design, factor),
            _ => {
                let names = term.factors.iter().map(|factor| self.columns.heads[*factor].as_str());
                names.collect::<Vec<&str>>().join(" × ")
            }
        }
    }
}

fn title(sweep: &Sweep<'_>, names: &Names) -> String {
    let design = sweep.design;
    let kind = match design.kind {
        "factorial" => "every combination of levels",
        "fractional" => "a fraction of the combinations",
        "latin_hypercube" => "a Latin hypercube",
        "sobol" => "Sobol' points",
        _ => "one change at a time",
    };
    let parts = [
        sweep.experiment.to_owned(),
        format!("scenario {}", sweep.scenario),
        format!("seed {}", sweep.seed),
        format!(
            "{kind}: {} × {}",
            counted(design.cells.len() as u64, "cell"),
            counted(sweep.replications as u64, "replication")
        ),
    ];
    let mut title = wrap("", &parts, " · ", WIDTH);
    if let Some(fraction) = &design.fraction {
        let all = 1_u64 << design.factors.len();
        let resolution = fraction.resolution.map_or_else(String::new, |resolution| {
            format!(" of resolution {resolution}, {}", fraction.generators.join(", "))
        });
        title.push_str(&format!("{} of {all} combinations{resolution}\n", fraction.runs));
    }
    let rows: Vec<Vec<String>> = design
        .factors
        .iter()
        .enumerate()
        .map(|(at, factor)| {
            let mut labels: Vec<String> =
                factor.levels.iter().map(|level| level.label.clone()).collect();
            if design.kind == "one_at_a_time" {
                labels[0].push_str(" (base)");
            }
            let levels = match (labels.first(), labels.last()) {
                (Some(first), Some(last)) if labels.len() > 6 => {
                    format!("{first} to {last}, {} values", labels.len())
                }
                _ => labels.join(", "),
            };
            vec![names.full(design, at), levels, factor.setting.clone()]
        })
        .collect();
    title.push_str(&grid(&[("factor", Left), ("levels", Left), ("setting", Left)], &rows));
    let share = percent(sweep.level.get(), 0);
    title.push_str(&match sweep.replications {
        1 => "one replication: no intervals and no tests, see --replications\n".to_owned(),
        _ => format!(
            "± is half the {share} confidence interval over replications; each replication meets the \
             same\nchances in all cells, so effects are computed within it\n"
        ),
    });
    for met in &sweep.precision {
        title.push_str(&precision(sweep, met));
    }
    title
}

fn precision(sweep: &Sweep<'_>, met: &super::sweep::Met) -> String {
    let asked = &met.asked;
    let width = match asked.is_relative {
        true => format!("± {}", percent(asked.half_width, 1)),
        false => format!("± {}", asked.half_width),
    };
    let missed = |how: Reached| {
        let cells = met.cells.iter().zip(&sweep.design.cells);
        let labels: Vec<String> = cells
            .filter(|(reached, _)| **reached == how)
            .map(|(_, cell)| format!("`{}`", cell.label))
            .collect();
        labels
    };
    let (capped, undefined) = (missed(Reached::Capped), missed(Reached::Undefined));
    let mut text = format!("precision {} {width}: ", asked.kpi);
    if capped.is_empty() && undefined.is_empty() {
        text.push_str("reached in all cells\n");
        return text;
    }
    text.push_str(&format!(
        "reached in {} of {}\n",
        met.cells.len() - capped.len() - undefined.len(),
        counted(met.cells.len() as u64, "cell")
    ));
    for (labels, why) in [(capped, "max_replications came first in "), (undefined, "missing in ")] {
        if !labels.is_empty() {
            text.push_str(&wrap(&format!("  {why}"), &labels, ", ", WIDTH));
        }
    }
    text
}

/// Factors' levels and key figures of each cell; figures that do not fit go to further tables.
fn cells(sweep: &Sweep<'_>, names: &Names) -> String {
    let design = sweep.design;
    let shown = &design.cells[..design.cells.len().min(CELLS)];
    let labels: Vec<Vec<String>> = shown
        .iter()
        .map(|cell| {
            let levels = cell.levels.iter().zip(&design.factors);
            levels.map(|(level, factor)| factor.levels[*level].label.clone()).collect()
        })
        .collect();
    let width_of = |head: &str, column: &mut dyn Iterator<Item = usize>| {
        column.max().unwrap_or(0).max(head.chars().count()) + 2
    };
    let factors_width: usize = (0..design.factors.len())
        .map(|at| {
            let mut column = labels.iter().map(|row| row[at].chars().count());
            width_of(&names.columns.heads[at], &mut column)
        })
        .sum();
    let columns: Vec<(String, Vec<String>)> = sweep
        .figures
        .iter()
        .map(|(kpi, figure)| {
            let scale = Scale::of(
                kpi,
                figure.cells.iter().map(|cell| cell.half_width),
                figure.cells.iter().map(|cell| cell.mean),
            );
            let values = figure.cells[..shown.len()].iter();
            let values = values.map(|cell| scale.between(cell.mean, cell.half_width)).collect();
            (scale.head(kpi), values)
        })
        .collect();
    let mut text = String::new();
    let mut rest = &columns[..];
    while !rest.is_empty() {
        let mut width = factors_width + 2;
        let fits = |(head, values): &&(String, Vec<String>)| {
            width += width_of(head, &mut values.iter().map(|value| value.chars().count()));
            width <= WIDTH + 2
        };
        let count = rest.iter().take_while(fits).count().max(1);
        let (table, after) = rest.split_at(count);
        let mut heads: Vec<(&str, super::grid::Side)> =
            names.columns.heads.iter().map(|name| (name.as_str(), Left)).collect();
        heads.extend(table.iter().map(|(head, _)| (head.as_str(), Right)));
        let rows: Vec<Vec<String>> = labels
            .iter()
            .enumerate()
            .map(|(at, labels)| {
                let values = table.iter().map(|(_, values)| values[at].clone());
                labels.iter().cloned().chain(values).collect()
            })
            .collect();
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&grid(&heads, &rows));
        rest = after;
    }
    if shown.len() < design.cells.len() {
        let more = design.cells.len() - shown.len();
        let more = counted(more as u64, "more cell");
        text.push_str(&format!("  and {more}, see --json or --out\n"));
    }
    text
}

/// Which effects are distinguishable, how far each factor swings the figure, and all effects.
fn matters(
    design: &Design,
    kpi: &str,
    figure: &SweptFigure,
    effects: &Effects,
    names: &Names,
) -> String {
    let mut text = verdict(design, effects, names);
    let swings = &effects.tornado;
    let scale = Scale::of(
        kpi,
        swings.iter().map(|swing| swing.swing.half_width),
        swings.iter().map(|swing| swing.swing.estimate),
    );
    // Responses are known less well than their differences on common random numbers.
    let ends = || swings.iter().flat_map(|swing| [&swing.low, &swing.high]);
    let of_ends = Scale::of(kpi, ends().map(|end| end.half_width), ends().map(|end| end.response));
    let widest = swings.first().map_or(0.0, |swing| swing.swing.estimate.abs());
    let rows: Vec<Vec<String>> = swings
        .iter()
        .map(|swing| {
            vec![
                names.full(design, swing.factor),
                format!("{} → {}", swing.low.label, swing.high.label),
                format!(
                    "{} → {}",
                    of_ends.value(swing.low.response),
                    of_ends.value(swing.high.response)
                ),
                scale.difference(swing.swing.estimate, swing.swing.half_width),
                bar(swing.swing.estimate.abs() / widest, BAR),
                is_clear(effects, swing.factor).into(),
            ]
        })
        .collect();
    let response =
        if scale.unit.is_empty() { "response".into() } else { format!("response, {}", scale.unit) };
    let swing = match scale.unit_of_difference {
        "" => "swing".into(),
        unit => format!("swing, {unit}"),
    };
    text.push('\n');
    text.push_str(&grid(
        &[
            ("factor", Left),
            ("from → to", Left),
            (&response, Right),
            (&swing, Right),
            ("", Left),
            ("clear of 0", Left),
        ],
        &rows,
    ));
    text.push('\n');
    text.push_str(&table_of_effects(design, kpi, effects, names));
    if let Some(fit) = &effects.fit {
        let explained = fit.r_squared.map_or_else(
            || "the cells' means are all the same, there is no variance to explain".to_owned(),
            |share| {
                let share = percent(share, 0);
                format!("straight lines explain {share} of the variance between cells")
            },
        );
        let room = match fit.residual_cells {
            0 => "but with no cells to spare any line fits".to_owned(),
            cells => format!("{} to spare", counted(cells as u64, "cell")),
        };
        text.push_str(&format!("  {explained}, {room}\n"));
    }
    if !effects.missing.is_empty() {
        let left_out = {
            let mut numbers: Vec<usize> = effects.missing.iter().map(|m| m.replication).collect();
            numbers.sort_unstable();
            numbers.dedup();
            numbers.len()
        };
        text.push_str(&format!(
            "  {} of {} replications are left out: the figure is missing in some cell\n",
            left_out,
            left_out + effects.replications
        ));
    }
    if figure.better != "neutral" {
        text.push_str(&format!("  {} is better\n", figure.better));
    }
    text
}

/// Whether a factor's main effect is clear of zero, judged together with all effects.
fn is_clear(effects: &Effects, factor: usize) -> &'static str {
    let own = effects.terms.iter().filter(|term| term.factors == [factor]);
    let mut contrasts = own.flat_map(|term| &term.contrasts).map(|one| one.contrast);
    if contrasts.clone().all(|contrast| contrast.p_value.is_none()) {
        return "?";
    }
    if contrasts.any(|contrast| contrast.is_distinguishable) { "yes" } else { "no" }
}

/// One sentence for which effects differ from zero, and one for which do not.
fn verdict(design: &Design, effects: &Effects, names: &Names) -> String {
    let contrasts = effects.terms.iter().flat_map(|term| &term.contrasts);
    let family = contrasts.clone().count();
    if contrasts.clone().all(|one| one.contrast.p_value.is_none()) {
        return match effects.replications {
            1 => "  one replication cannot tell effects from chance\n".into(),
            _ => "  every effect is the same in each replication: there is no spread to judge by\n"
                .into(),
        };
    }
    let is_clear = |term: &&Term| term.contrasts.iter().any(|c| c.contrast.is_distinguishable);
    let listed = |terms: &mut dyn Iterator<Item = &Term>| -> Vec<String> {
        terms.map(|term| names.term(design, term)).collect()
    };
    let judged = || effects.terms.iter().filter(|term| !term.contrasts.is_empty());
    let clear = listed(&mut judged().filter(is_clear));
    let rest: Vec<&Term> = judged().filter(|term| !is_clear(term)).collect();
    let joint = percent(effects.confidence, 0);
    let mut text = match clear.is_empty() {
        true => {
            format!("  none of {family} effects is clear of zero, all judged together at {joint}\n")
        }
        false => wrap("  clear of zero:     ", &clear, " · ", WIDTH),
    };
    if !clear.is_empty() && !rest.is_empty() {
        let mains = listed(&mut rest.iter().copied().filter(|term| term.factors.len() == 1));
        let pairs = rest.len() - mains.len();
        let mut names = mains;
        if pairs > 0 {
            names.push(format!("{pairs} interactions").replace("1 interactions", "1 interaction"));
        }
        text.push_str(&wrap("  not clear of zero: ", &names, " · ", WIDTH));
    }
    if !clear.is_empty() {
        let family = if family == 1 { "1 effect".into() } else { format!("{family} effects") };
        text.push_str(&format!(
            "  {family} judged together: with {joint} confidence none is called clear of zero that is \
             zero\n"
        ));
    }
    text
}

/// Main effects and interactions, the largest first.
fn table_of_effects(design: &Design, kpi: &str, effects: &Effects, names: &Names) -> String {
    let contrasts = || effects.terms.iter().flat_map(|term| &term.contrasts);
    let is_slope = effects.fit.is_some();
    let scale = Scale::of(
        kpi,
        contrasts().map(|one| one.contrast.half_width),
        contrasts().map(|one| one.contrast.estimate),
    );
    let mut order: Vec<usize> = (0..effects.terms.len()).collect();
    let size = |term: &Term| match (is_slope, &term.factors[..]) {
        // Slopes are in different units: what counts is how far they carry.
        (true, [factor]) => {
            let swing = effects.tornado.iter().find(|swing| swing.factor == *factor);
            swing.map_or(0.0, |swing| swing.swing.estimate.abs())
        }
        _ => term.contrasts.iter().map(|c| c.contrast.estimate.abs()).fold(0.0, f64::max),
    };
    order.sort_by(|a, b| size(&effects.terms[*b]).total_cmp(&size(&effects.terms[*a])));
    let has_share = effects.terms.iter().any(|term| term.share.is_some());
    let has_aliases = effects.terms.iter().any(|term| !term.aliases.is_empty());
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut filled = 0;
    for at in order {
        let term = &effects.terms[at];
        let share = term.share.map_or_else(String::new, |share| percent(share, 1));
        let aliases = design.fraction.as_ref().map_or_else(String::new, |fraction| {
            let with = fraction.aliases[at].with.iter().map(ToString::to_string);
            with.collect::<Vec<String>>().join(" + ")
        });
        let mut line = |what: String, estimate: String, p: String, is_first: bool| {
            let name = if is_first { names.term(design, term) } else { String::new() };
            let mut row = vec![name, what, estimate, p];
            if has_share {
                row.push(if is_first { share.clone() } else { String::new() });
            }
            if has_aliases {
                row.push(if is_first { aliases.clone() } else { String::new() });
            }
            rows.push(row);
        };
        if rows_are_full(filled, term, EFFECTS) {
            continue;
        }
        if term.contrasts.is_empty() {
            line("many combinations".into(), String::new(), String::new(), true);
        }
        for (index, one) in term.contrasts.iter().enumerate() {
            let estimate = match one.standardised {
                // A slope is per unit of its factor and needs digits of its own.
                Some(_) => {
                    let of_slope =
                        Scale::of(kpi, [one.contrast.half_width], [one.contrast.estimate]);
                    of_slope.difference(one.contrast.estimate, one.contrast.half_width)
                }
                None => scale.difference(one.contrast.estimate, one.contrast.half_width),
            };
            let p = one.contrast.p_adjusted.map_or_else(String::new, probability);
            line(one.label.replace(" against ", " vs "), estimate, p, index == 0);
        }
        filled = rows.len();
    }
    let total = contrasts().count().max(rows.len());
    let unit = match scale.unit_of_difference {
        "" => "effect".into(),
        unit => format!("effect, {unit}"),
    };
    let mut heads =
        vec![("effect of", Left), ("compared", Left), (unit.as_str(), Right), ("joint p", Right)];
    if has_share {
        heads.push(("share", Right));
    }
    if has_aliases {
        heads.push(("aliases", Left));
    }
    let mut text = grid(&heads, &rows);
    if total > rows.len() {
        text.push_str(&format!("  and {} smaller ones, see --json or --out\n", total - rows.len()));
    }
    text
}

/// Whether a term's contrasts would make the table too long; the first term always goes in.
fn rows_are_full(rows: usize, term: &Term, most: usize) -> bool {
    rows > 0 && rows + term.contrasts.len().max(1) > most
}

/// A probability to three decimals.
fn probability(p: f64) -> String {
    if p < 0.001 { "< 0.001".into() } else { number(p, 3) }
}
