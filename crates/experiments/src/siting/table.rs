//! What was found as tables for other programs: CSV and JSON.

use std::iter::once;

use domain::decision::placement::Standing;
use serde_json::{Value, json};

use super::robust::{Forced, Verdict};
use super::study::{Findings, Study};
use crate::csv_text::CsvText;

/// A row for each open store.
#[must_use]
pub fn stores_csv(study: &Study<'_>, findings: &Findings) -> String {
    let mean = format!("mean_{}", study.unit);
    let mut table = CsvText::with_columns([
        "store",
        "name",
        "lon",
        "lat",
        "orders_covered",
        "share_of_demand",
        "orders_beyond",
        &mean,
        "orders_within_radius",
        "rent_inr_month",
        "break_even_orders_day",
        "is_existing",
    ]);
    for (number, store) in (1..).zip(&findings.layout.stores) {
        let candidate = &study.candidates[store.site as usize];
        let at = study.ground.plane().unproject(candidate.point);
        table.row([
            number.to_string(),
            candidate.name.clone(),
            format!("{:.6}", at.lon),
            format!("{:.6}", at.lat),
            format!("{:.3}", study.orders(store.covered)),
            format!("{:.6}", store.covered / findings.layout.total),
            format!("{:.3}", study.orders(store.beyond)),
            format!("{:.4}", store.mean),
            format!("{:.3}", study.orders(store.within)),
            format!("{:.0}", candidate.month_inr),
            format!("{:.1}", study.break_even(store.site)),
            candidate.is_store.to_string(),
        ]);
    }
    table.text()
}

/// A row for each number of stores.
#[must_use]
pub fn curve_csv(findings: &Findings) -> String {
    let mut table = CsvText::with_columns([
        "stores",
        "value",
        "marginal",
        "marginal_at_least",
        "marginal_at_most",
        "bound",
        "gap",
        "phased_value",
        "cost_of_phasing",
    ]);
    for step in &findings.curve {
        let phase = findings.phased.iter().find(|phase| phase.sites == step.sites);
        table.row([
            step.sites.to_string(),
            cell(Some(step.best.objective.value)),
            cell(step.marginal),
            cell(step.between.map(|between| between[0])),
            cell(step.between.map(|between| between[1])),
            cell(step.best.bound),
            cell(step.best.gap),
            cell(phase.map(|phase| phase.best.objective.value)),
            cell(phase.and_then(|phase| phase.nesting)),
        ]);
    }
    table.text()
}

/// A row for each open store: the share of its demand that is near each other one too.
#[must_use]
pub fn overlap_csv(study: &Study<'_>, findings: &Findings) -> String {
    let stores = findings.layout.stores.iter();
    let names = stores.map(|store| study.candidates[store.site as usize].name.clone());
    let mut table = CsvText::with_columns(once("near".to_owned()).chain(names.clone()));
    for (name, row) in names.zip(&findings.overlap) {
        table.row(once(name).chain(row.iter().map(|share| cell(Some(*share)))));
    }
    table.text()
}

/// A row for each layout of the front of value against rent.
#[must_use]
pub fn frontier_csv(study: &Study<'_>, findings: &Findings) -> String {
    let mut table = CsvText::with_columns([
        "rent_inr_month",
        "stores",
        "value",
        "bound",
        "gap",
        "is_layout",
        "is_dominated",
        "open",
    ]);
    for budget in &findings.frontier {
        let open = &budget.best.placed.open;
        let names = open.iter().map(|site| study.candidates[*site as usize].name.as_str());
        table.row([
            format!("{:.0}", budget.spent),
            open.len().to_string(),
            cell(Some(budget.best.objective.value)),
            cell(budget.best.bound),
            cell(budget.best.gap),
            budget.is_chosen.to_string(),
            budget.is_dominated.to_string(),
            names.collect::<Vec<_>>().join("; "),
        ]);
    }
    table.text()
}

/// A row for each site examined.
#[must_use]
pub fn sites_csv(study: &Study<'_>, findings: &Findings) -> String {
    let mut table = CsvText::with_columns([
        "name",
        "is_open",
        "verdict",
        "is_proved",
        "open_in",
        "good_layouts",
        "forced",
        "price",
        "price_at_least",
    ]);
    for site in &findings.robust.sites {
        let (verdict, is_proved) = verdict(site.verdict);
        let (forced, price, at_least) = forced(site.forced);
        table.row([
            study.candidates[site.site as usize].name.clone(),
            site.is_open.to_string(),
            verdict.to_owned(),
            is_proved.to_string(),
            site.open_in.to_string(),
            findings.robust.good.len().to_string(),
            forced.to_owned(),
            cell(price),
            cell(at_least),
        ]);
    }
    table.text()
}

/// A row for each phase of opening stores one after another.
#[must_use]
pub fn phased_csv(study: &Study<'_>, findings: &Findings) -> String {
    let mut table = CsvText::with_columns(["stores", "opens", "value", "cost_of_phasing"]);
    for phase in &findings.phased {
        let names = phase.opened.iter().map(|site| study.candidates[*site as usize].name.as_str());
        table.row([
            phase.sites.to_string(),
            names.collect::<Vec<_>>().join("; "),
            cell(Some(phase.best.objective.value)),
            cell(phase.nesting),
        ]);
    }
    table.text()
}

/// A number to the sixth place; empty for none.
fn cell(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| format!("{value:.6}"))
}

fn verdict(verdict: Verdict) -> (&'static str, bool) {
    match verdict {
        Verdict::MustHave { is_proved } => ("must_have", is_proved),
        Verdict::Swappable => ("swappable", true),
        Verdict::Never { is_proved } => ("never", is_proved),
    }
}

/// What became of the other choice, its price, and the least that it can be.
fn forced(forced: Forced) -> (&'static str, Option<f64>, Option<f64>) {
    match forced {
        Forced::Layout { price, at_least } => ("layout", Some(price), at_least),
        Forced::Impossible => ("impossible", None, None),
        Forced::NotFound => ("not_found", None, None),
    }
}

/// Everything as one JSON object on a line.
#[must_use]
pub fn json(study: &Study<'_>, findings: &Findings) -> String {
    let name = |site: &u32| Value::from(study.candidates[*site as usize].name.as_str());
    let layout = &findings.layout;
    let stores = layout.stores.iter().map(|store| {
        let candidate = &study.candidates[store.site as usize];
        let at = study.ground.plane().unproject(candidate.point);
        json!({
            "name": candidate.name, "site": store.site, "lon": at.lon, "lat": at.lat,
            "orders_covered": study.orders(store.covered),
            "orders_beyond": study.orders(store.beyond),
            "orders_within_radius": study.orders(store.within),
            "mean_distance": store.mean, "rent_inr_month": candidate.month_inr,
            "break_even_orders_day": study.break_even(store.site),
            "is_existing": candidate.is_store,
        })
    });
    let curve = findings.curve.iter().map(|step| {
        json!({
            "stores": step.sites, "value": step.best.objective.value, "marginal": step.marginal,
            "marginal_between": step.between, "bound": step.best.bound, "gap": step.best.gap,
            "open": step.best.placed.open.iter().map(name).collect::<Value>(),
        })
    });
    let frontier = findings.frontier.iter().map(|budget| {
        json!({
            "spent": budget.spent, "value": budget.best.objective.value,
            "bound": budget.best.bound, "gap": budget.best.gap,
            "is_layout": budget.is_chosen, "is_dominated": budget.is_dominated,
            "open": budget.best.placed.open.iter().map(name).collect::<Value>(),
        })
    });
    let judged = findings.robust.sites.iter().map(|site| {
        let (verdict, is_proved) = verdict(site.verdict);
        let (forced, price, at_least) = forced(site.forced);
        json!({
            "name": name(&site.site), "is_open": site.is_open, "verdict": verdict,
            "is_proved": is_proved, "open_in": site.open_in, "forced": forced, "price": price,
            "price_at_least": at_least,
        })
    });
    let good = findings.robust.good.iter().map(
        |(value, open)| json!({"value": value, "open": open.iter().map(name).collect::<Value>()}),
    );
    let phased = findings.phased.iter().map(|phase| {
        json!({
            "stores": phase.sites, "opened": phase.opened.iter().map(name).collect::<Value>(),
            "value": phase.best.objective.value, "cost_of_phasing": phase.nesting,
        })
    });
    let freed = findings.freed.iter().map(|freed| {
        json!({
            "name": freed.site.as_ref().map(name), "is_kept": freed.standing == Standing::Kept,
            "costs": freed.costs, "costs_at_most": freed.at_most,
        })
    });
    let best = &findings.best;
    let whole = json!({
        "scenario": study.ground.scenario.name, "model": study.question.model,
        "candidates": study.candidates.len(), "demand_points": study.demand.points.len(),
        "links": study.links(), "orders": study.orders(layout.total),
        "aggregation_m": study.demand.moved_m, "unit": study.unit, "radius": study.radius,
        "value": best.objective.value, "value_unit": study.value_unit(), "bound": best.bound,
        "gap": best.gap, "work": best.work, "covered_share": layout.covered / layout.total,
        "mean_distance": layout.mean, "margin_inr": study.margin_inr,
        "stores": stores.collect::<Value>(), "overlap": findings.overlap,
        "curve": curve.collect::<Value>(), "frontier": frontier.collect::<Value>(),
        "tolerance": findings.tolerance, "sites": judged.collect::<Value>(),
        "good_layouts": good.collect::<Value>(), "phased": phased.collect::<Value>(),
        "kept_and_banned": freed.collect::<Value>(), "notes": findings.notes,
        "rent_inr_month": study.rent(&best.placed.open), "front_unit": study.front_unit(),
        "refined": findings.refined.as_ref().map(super::refined::Refined::json),
    });
    format!("{whole}\n")
}
