//! Results and verdicts as one JSON object; figures that there are none of are null.

use serde_json::{Value, json};

use super::judge::{Item, Judgement};
use super::league::gaps;
use super::results::{Answered, DayResult, Results, SolveResult};

/// The object, with every answer and every replication.
#[must_use]
pub fn json(results: &Results, judgement: &Judgement) -> String {
    let skipped = results.skipped.iter().map(|s| json!({"block": s.block, "reason": s.reason}));
    let document = json!({
        "suite": results.suite,
        "confidence": results.level.get(),
        "has_baseline": judgement.has_baseline,
        "passed": judgement.worse().next().is_none(),
        "items": judgement.items.iter().map(item).collect::<Vec<_>>(),
        "solve": results.solve.iter().map(answers).collect::<Vec<_>>(),
        "simulate": results.simulate.iter().map(days).collect::<Vec<_>>(),
        "skipped": skipped.collect::<Vec<_>>(),
    });
    format!("{document:#}\n")
}

fn item(item: &Item) -> Value {
    json!({
        "block": item.block,
        "solver": item.solver,
        "measure": item.measure,
        "verdict": item.verdict.label(),
        "detail": item.detail,
        "now": item.now,
        "then": item.then,
        "difference_interval": item.interval,
        "new": item.new,
        "gone": item.gone,
    })
}

fn answers(block: &SolveResult) -> Value {
    let gaps = gaps(block);
    let solvers = block.solvers.iter().zip(&gaps).map(|(solver, gaps)| {
        let each = block.instances.iter().zip(&solver.results).zip(gaps);
        let answer = |((instance, answer), gap): ((&String, &Answered), &Option<f64>)| {
            json!({
                "instance": instance,
                "objective": answer.objective,
                "bound": answer.bound,
                "gap": gap,
                "is_proved": answer.is_proved,
                "work": answer.work,
                "failure": answer.failure,
            })
        };
        json!({"solver": solver.label, "answers": each.map(answer).collect::<Vec<_>>()})
    });
    json!({
        "block": block.block,
        "decision": block.decision,
        "unit": block.unit,
        "tolerance": block.tolerance,
        "solvers": solvers.collect::<Vec<_>>(),
    })
}

fn days(block: &DayResult) -> Value {
    let solvers = block.solvers.iter().map(|solver| {
        let values: serde_json::Map<String, Value> = block
            .kpis
            .iter()
            .zip(&solver.results)
            .map(|(kpi, values)| (kpi.name.to_owned(), json!(values)))
            .collect();
        json!({"solver": solver.label, "values": values})
    });
    json!({
        "block": block.block,
        "decision": block.decision,
        "scenario": block.scenario,
        "settings": block.settings,
        "seed": block.seed,
        "replications": block.replications,
        "solvers": solvers.collect::<Vec<_>>(),
    })
}
