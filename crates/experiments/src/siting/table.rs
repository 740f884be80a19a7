//! What was found as tables for other programs: CSV and JSON.

use domain::decision::placement::Standing;
use domain::shown::one_line;
use serde_json::{Value, json};

use super::robust::{Forced, Verdict};
use super::study::{Findings, Study};

/// A row for each open store.
#[must_use]
pub fn stores_csv(study: &Study<'_>, findings: &Findings) -> String {
    let mut csv = format!(
        "store,name,lon,lat,orders_covered,share_of_demand,orders_beyond,mean_{},\
         orders_within_radius,rent_inr_month,break_even_orders_day,is_existing\n",
        study.unit
    );
    for (number, store) in (1..).zip(&findings.layout.stores) {
        let candidate = &study.candidates[store.site as usize];
        let at = study.ground.plane().unproject(candidate.point);
        let name = quoted(&candidate.name);
        csv += &format!(
            "{number},{name},{:.6},{:.6},{:.3},{:.6},{:.3},{:.4},{:.3},{:.0},{:.1},{}\n",
            at.lon,
            at.lat,
            study.orders(store.covered),
            store.covered / findings.layout.total,
            study.orders(store.beyond),
            store.mean,
            study.orders(store.within),
            candidate.month_inr,
            study.break_even(store.site),
            candidate.is_store,
        );
    }
    csv
}

/// A row for each number of stores.
#[must_use]
pub fn curve_csv(findings: &Findings) -> String {
    let cell = |value: Option<f64>| value.map_or_else(String::new, |value| format!("{value:.6}"));
    let mut csv = String::from(
        "stores,value,marginal,marginal_at_least,marginal_at_most,bound,gap,phased_value,\
         cost_of_phasing\n",
    );
    for step in &findings.curve {
        let phase = findings.phased.iter().find(|phase| phase.sites == step.sites);
        csv += &format!(
            "{},{:.6},{},{},{},{},{},{},{}\n",
            step.sites,
            step.best.objective.value,
            cell(step.marginal),
            cell(step.between.map(|between| between[0])),
            cell(step.between.map(|between| between[1])),
            cell(step.best.bound),
            cell(step.best.gap),
            cell(phase.map(|phase| phase.best.objective.value)),
            cell(phase.and_then(|phase| phase.nesting)),
        );
    }
    csv
}

/// A row for each open store: the share of its demand that is near each other one too.
#[must_use]
pub fn overlap_csv(study: &Study<'_>, findings: &Findings) -> String {
    let names: Vec<String> = findings
        .layout
        .stores
        .iter()
        .map(|store| quoted(&study.candidates[store.site as usize].name))
        .collect();
    let mut csv = format!("near,{}\n", names.join(","));
    for (name, row) in names.iter().zip(&findings.overlap) {
        let shares: Vec<String> = row.iter().map(|share| format!("{share:.6}")).collect();
        csv += &format!("{name},{}\n", shares.join(","));
    }
    csv
}

/// A row for each layout of the front of value against rent.
#[must_use]
pub fn frontier_csv(study: &Study<'_>, findings: &Findings) -> String {
    let cell = |value: Option<f64>| value.map_or_else(String::new, |value| format!("{value:.6}"));
    let mut csv =
        String::from("rent_inr_month,stores,value,bound,gap,is_layout,is_dominated,open\n");
    for budget in &findings.frontier {
        let open = &budget.best.placed.open;
        let names = open.iter().map(|site| study.candidates[*site as usize].name.as_str());
        csv += &format!(
            "{:.0},{},{:.6},{},{},{},{},{}\n",
            budget.spent,
            open.len(),
            budget.best.objective.value,
            cell(budget.best.bound),
            cell(budget.best.gap),
            budget.is_chosen,
            budget.is_dominated,
            quoted(&names.collect::<Vec<_>>().join("; ")),
        );
    }
    csv
}

/// A row for each site examined.
#[must_use]
pub fn sites_csv(study: &Study<'_>, findings: &Findings) -> String {
    let cell = |value: Option<f64>| value.map_or_else(String::new, |value| format!("{value:.6}"));
    let mut csv = String::from(
        "name,is_open,verdict,is_proved,open_in,good_layouts,forced,price,price_at_least\n",
    );
    for site in &findings.robust.sites {
        let (verdict, is_proved) = verdict(site.verdict);
        let (forced, price, at_least) = forced(site.forced);
        csv += &format!(
            "{},{},{verdict},{is_proved},{},{},{forced},{},{}\n",
            quoted(&study.candidates[site.site as usize].name),
            site.is_open,
            site.open_in,
            findings.robust.good.len(),
            cell(price),
            cell(at_least),
        );
    }
    csv
}

/// A row for each phase of opening stores one after another.
#[must_use]
pub fn phased_csv(study: &Study<'_>, findings: &Findings) -> String {
    let mut csv = String::from("stores,opens,value,cost_of_phasing\n");
    for phase in &findings.phased {
        let names = phase.opened.iter().map(|site| study.candidates[*site as usize].name.as_str());
        csv += &format!(
            "{},{},{:.6},{}\n",
            phase.sites,
            quoted(&names.collect::<Vec<_>>().join("; ")),
            phase.best.objective.value,
            phase.nesting.map_or_else(String::new, |nesting| format!("{nesting:.6}")),
        );
    }
    csv
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", one_line(name).replace('"', "\"\""))
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
