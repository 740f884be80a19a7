//! The pages of layouts: what each offers, and which orders change hands between them.

use super::figure::{number, number_between, percent};
use super::grid::{Side::*, grid};
use crate::comparison::{Comparison, letter};
use crate::layouts::{Flow, Ledger, Line, Side};

/// Most stores and flows on the page; the tables for machines have all.
const STORES: usize = 12;
const FLOWS: usize = 8;
/// Shares by which crews may differ before it is said.
const SAME_STAFF: f64 = 0.02;

/// What the cells' stores offer, one line each, and what is not alike but should be.
pub(super) fn offers(comparison: &Comparison) -> String {
    let layouts = &comparison.layouts;
    let mut rows = Vec::new();
    for (cell, layout) in layouts.iter().enumerate() {
        rows.push(vec![
            letter(cell),
            number(layout.sites.len() as f64, 0),
            number(layout.sessions(), 0),
            number(layout.picker_hours, 0),
            number(layout.rider_hours, 0),
            number(layout.gig_riders, 0),
            number(f64::from(layout.stations), 0),
        ]);
    }
    let heads = [
        ("", Left),
        ("stores", Right),
        ("sessions a day", Right),
        ("picker hours", Right),
        ("rider hours", Right),
        ("gig riders", Right),
        ("stations", Right),
    ];
    let mut page = grid(&heads, &rows);
    let first = &layouts[0];
    for (cell, layout) in layouts.iter().enumerate().skip(1) {
        let name = letter(cell);
        if first.moves_demand(layout) {
            page.push_str(&format!(
                "  DEMAND DIFFERS between A and {name}: zones that both serve have other numbers of \
                 customers,\n  since demand.sessions_per_day is spread over the stores' catchment; \
                 set\n  demand.sessions_per_1000_people, or a demand.catchment_km beyond the city\n"
            ));
        }
        for (what, here, there) in [
            ("picker hours", layout.picker_hours, first.picker_hours),
            ("rider hours", layout.rider_hours, first.rider_hours),
        ] {
            if (here - there).abs() > SAME_STAFF * there {
                let share = percent((here / there - 1.0).abs(), 1);
                let more = if here > there { "more" } else { "fewer" };
                page.push_str(&format!(
                    "  STAFF DIFFERS: {name} has {share} {more} {what} than A\n"
                ));
            }
        }
    }
    page
}

/// The heading of a ledger.
pub(super) fn title(comparison: &Comparison, cell: usize) -> String {
    let level = comparison.options.level;
    format!("LEDGER A → {}: orders a day ± half of the {level} interval", letter(cell))
}

/// The ledger of a cell against the first.
pub(super) fn ledger(ledger: &Ledger, cell: usize) -> String {
    let name = letter(cell);
    let rows: Vec<Vec<String>> = [
        ("by the same store", ledger.same),
        ("by another store (cannibalised)", ledger.moved),
        ("under A only (lost)", ledger.lost),
        (&*format!("under {name} only (new)"), ledger.fresh),
    ]
    .map(|(what, orders)| vec![what.to_owned(), number_between(orders, 1)])
    .to_vec();
    let mut page = grid(&[("delivered", Left), ("orders", Left)], &rows);
    page.push('\n');
    page.push_str(&accounts(ledger, &name));
    page.push('\n');
    page.push_str(&moves(ledger, &name));
    page
}

/// One line per store whose orders change most: A = kept + to others + lost, and likewise B.
fn accounts(ledger: &Ledger, name: &str) -> String {
    let turnover = |line: &Line| {
        [line.given, line.lost, line.taken, line.fresh].map(|part| part.mean).iter().sum::<f64>()
    };
    let mut lines: Vec<&Line> = ledger.lines.iter().collect();
    lines.sort_by(|a, b| turnover(b).total_cmp(&turnover(a)));
    let rows: Vec<Vec<String>> = lines
        .iter()
        .take(STORES)
        .map(|line| {
            let what = match (line.in_first, line.in_other) {
                (true, false) => "closes".into(),
                (false, true) => "opens".into(),
                _ if line.moved_km > 0.0 => format!("moves {} km", number(line.moved_km, 1)),
                _ => String::new(),
            };
            let shown = |there: bool, value: f64| if there { number(value, 1) } else { "".into() };
            vec![
                domain::shown::shown(&line.name).into_owned(),
                what,
                shown(line.in_first, line.first.mean),
                shown(line.in_first && line.in_other, line.kept.mean),
                shown(line.in_first, line.given.mean),
                shown(line.in_first, line.lost.mean),
                shown(line.in_other, line.taken.mean),
                shown(line.in_other, line.fresh.mean),
                shown(line.in_other, line.other.mean),
                number_between(line.change, 1),
            ]
        })
        .collect();
    let change = format!("{name} − A");
    let heads = [
        ("", Left),
        ("", Left),
        ("A", Right),
        ("kept", Right),
        ("to others", Right),
        ("lost", Right),
        ("from others", Right),
        ("new", Right),
        (name, Right),
        (&*change, Left),
    ];
    let mut page = grid(&heads, &rows);
    if lines.len() > STORES {
        let rest = lines.len() - STORES;
        page.push_str(&format!("  and {rest} more with fewer changes: see --json\n"));
    }
    page
}

/// The largest flows from a store to another or to nobody.
fn moves(ledger: &Ledger, name: &str) -> String {
    let is_move = |flow: &&Flow| flow.from != flow.to;
    let all: Vec<&Flow> = ledger.flows.iter().filter(is_move).collect();
    let shown = |side: Side| ledger.name(side).to_owned();
    let rows: Vec<Vec<String>> = all
        .iter()
        .take(FLOWS)
        .map(|flow| vec![shown(flow.from), shown(flow.to), number_between(flow.orders, 1)])
        .collect();
    let to = format!("under {name}");
    let mut page = grid(&[("under A", Left), (&*to, Left), ("orders", Left)], &rows);
    if all.len() > FLOWS {
        let rest = all.len() - FLOWS;
        page.push_str(&format!("  and {rest} smaller flows: see ledger.csv of --out\n"));
    }
    page
}
