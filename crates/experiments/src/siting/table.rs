//! What was found as tables for other programs: CSV and JSON.

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
        let name = candidate.name.replace('"', "\"\"");
        csv += &format!(
            "{number},\"{name}\",{:.6},{:.6},{:.3},{:.6},{:.3},{:.4},{:.3},{:.0},{:.1},{}\n",
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
    let mut csv = String::from("stores,value,marginal,bound,gap,phased_value,cost_of_phasing\n");
    for step in &findings.curve {
        let phase = findings.phased.iter().find(|phase| phase.sites == step.sites);
        csv += &format!(
            "{},{:.6},{},{},{},{},{}\n",
            step.sites,
            step.best.objective.value,
            cell(step.marginal),
            cell(step.best.bound),
            cell(step.best.gap),
            cell(phase.map(|phase| phase.best.objective.value)),
            cell(phase.and_then(|phase| phase.nesting)),
        );
    }
    csv
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
            "bound": step.best.bound, "gap": step.best.gap,
            "open": step.best.placed.open.iter().map(name).collect::<Value>(),
        })
    });
    let frontier = findings.frontier.iter().map(|budget| {
        json!({
            "budget": budget.most, "spent": budget.spent, "value": budget.best.objective.value,
            "bound": budget.best.bound,
            "open": budget.best.placed.open.iter().map(name).collect::<Value>(),
        })
    });
    let judged = findings.robust.sites.iter().map(|site| {
        let (verdict, is_proved) = match site.verdict {
            Verdict::MustHave { is_proved } => ("must_have", is_proved),
            Verdict::Swappable => ("swappable", true),
            Verdict::Never { is_proved } => ("never", is_proved),
        };
        let (forced, price, at_least) = match site.forced {
            Forced::Layout { price, at_least } => ("layout", Some(price), at_least),
            Forced::Impossible => ("impossible", None, None),
            Forced::NotFound => ("not_found", None, None),
        };
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
        "refined": findings.refined.as_ref().map(super::refined::Refined::json),
    });
    format!("{whole}\n")
}
