//! Verdicts on solvers: against a baseline, and on answers that do not count.

use sim_core::kpi::{Better, Kpi};

use super::baseline::{Answer, Answers, Baseline, Days};
use super::error::BenchError;
use super::results::{Answered, Contestant, DayResult, Results, SolveResult};
use crate::report::number;
use crate::statistics::{Comparison, Estimate, Level};

/// Changes of a mean that rounding alone can bring about, as a share of it.
const ROUNDING: f64 = 1e-12;

/// How a solver does, compared with the baseline.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Verdict {
    /// Worse than it may be.
    Worse,
    /// Better.
    Better,
    /// Neither.
    Same,
    /// It cannot be told.
    Unknown,
    /// The baseline does not have it.
    New,
    /// Only the baseline has it.
    Gone,
    /// It was left out.
    Skipped,
}

impl Verdict {
    /// As it is written.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Worse => "worse",
            Self::Better => "better",
            Self::Same => "same",
            Self::Unknown => "unknown",
            Self::New => "new",
            Self::Gone => "gone",
            Self::Skipped => "skipped",
        }
    }
}

/// One thing that is judged: a solver of a block, by its objective or a key figure.
#[derive(Clone, PartialEq, Debug)]
pub struct Item {
    /// Name of the block.
    pub block: String,
    /// The solver; empty for a block that was left out.
    pub solver: String,
    /// `objective` or the name of a key figure; empty for a block that was left out.
    pub measure: String,
    /// The verdict.
    pub verdict: Verdict,
    /// Why, in a sentence.
    pub detail: String,
    /// The mean now.
    pub now: Option<f64>,
    /// The mean in the baseline.
    pub then: Option<f64>,
    /// Interval of the difference, now less then, of simulated figures.
    pub interval: Option<[f64; 2]>,
    /// Instances, or replications, that have a value now and none in the baseline.
    pub new: Vec<String>,
    /// Instances that only the baseline has.
    pub gone: Vec<String>,
}

impl Item {
    /// Whether it is judged over all that is there now and all that the baseline has.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.new.is_empty() && self.gone.is_empty()
    }

    /// Says in the detail what is new and what is gone; `what` is the noun for one of it.
    fn tell_changes(&mut self, what: &str) {
        for (names, how) in [(&self.new, "new"), (&self.gone, "gone")] {
            if names.is_empty() {
                continue;
            }
            let (plural, verb) = if names.len() == 1 { ("", "is") } else { ("s", "are") };
            let shown: Vec<String> = names.iter().take(3).map(|name| format!("`{name}`")).collect();
            let more = if names.len() > 3 { ", …" } else { "" };
            self.detail.push_str(&format!(
                "; {} {what}{plural} {verb} {how}: {}{more}",
                names.len(),
                shown.join(", ")
            ));
        }
    }
}

/// All verdicts on a suite.
#[derive(Clone, PartialEq, Debug)]
pub struct Judgement {
    /// One for each thing that is judged, in the order of the suite; what only the baseline has
    /// last.
    pub items: Vec<Item>,
    /// Whether there was a baseline to judge by.
    pub has_baseline: bool,
    /// Level of each interval, so that all hold together at the level of the suite.
    pub each: Level,
}

impl Judgement {
    /// What is worse than it may be.
    pub fn worse(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| item.verdict == Verdict::Worse)
    }

    /// How many have this verdict.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> usize {
        self.items.iter().filter(|item| item.verdict == verdict).count()
    }
}

/// Judges results, by a baseline where there is one. Without one, only answers that do not count
/// are worse than they may be.
///
/// # Errors
/// The baseline is of something else; says what differs. `file` names it.
pub fn judge(
    results: &Results,
    baseline: Option<&Baseline>,
    file: &str,
) -> Result<Judgement, BenchError> {
    let differences = baseline.map_or_else(Vec::new, |then| differences(results, then));
    if !differences.is_empty() {
        return Err(BenchError::OtherBaseline { file: file.into(), differences });
    }
    let compared = results.simulate.iter().flat_map(|block| {
        let then = move |solver: &Contestant<_>| days_of(baseline, &block.block, &solver.label);
        let known = block.solvers.iter().filter_map(then);
        known.map(|days| block.kpis.iter().filter(|k| days.values.contains_key(k.name)).count())
    });
    let each = results.level.bonferroni(compared.sum());
    let mut items = Vec::new();
    for block in &results.solve {
        for solver in &block.solvers {
            let then = answers_of(baseline, &block.block, &solver.label);
            items.push(judge_answers(block, solver, then));
        }
    }
    for block in &results.simulate {
        for solver in &block.solvers {
            let then = days_of(baseline, &block.block, &solver.label);
            for (at, kpi) in block.kpis.iter().enumerate() {
                let then = then.and_then(|days| days.values.get(kpi.name));
                items.push(judge_days(block, solver, kpi, at, then, each));
            }
        }
    }
    for skipped in &results.skipped {
        let item = blank(&skipped.block, "", "");
        items.push(Item { verdict: Verdict::Skipped, detail: skipped.reason.clone(), ..item });
    }
    match baseline {
        Some(then) => gone(results, then, &mut items),
        None => {
            let new = items.iter_mut().filter(|item| item.verdict == Verdict::New);
            new.for_each(|item| item.detail = "there is no baseline".into());
        }
    }
    Ok(Judgement { items, has_baseline: baseline.is_some(), each })
}

fn answers_of<'a>(
    baseline: Option<&'a Baseline>,
    block: &str,
    solver: &str,
) -> Option<&'a Answers> {
    baseline?.solve.iter().find(|then| then.block == block && then.solver == solver)
}

fn days_of<'a>(baseline: Option<&'a Baseline>, block: &str, solver: &str) -> Option<&'a Days> {
    baseline?.simulate.iter().find(|then| then.block == block && then.solver == solver)
}

/// A new item that nothing is known about.
fn blank(block: &str, solver: &str, measure: &str) -> Item {
    Item {
        block: block.into(),
        solver: solver.into(),
        measure: measure.into(),
        verdict: Verdict::New,
        detail: "not in the baseline".into(),
        now: None,
        then: None,
        interval: None,
        new: Vec::new(),
        gone: Vec::new(),
    }
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

fn judge_answers(
    block: &SolveResult,
    solver: &Contestant<Answered>,
    then: Option<&Answers>,
) -> Item {
    let mut item = compare_answers(block, solver, then);
    if let Some(then) = then {
        // What had no value before can be compared no more than what was not asked.
        let had_value =
            |name: &String| then.answers.get(name).is_some_and(|a| a.objective.is_some());
        let now = block.instances.iter().zip(&solver.results);
        let valued = now.filter(|(name, answer)| answer.objective.is_some() && !had_value(name));
        item.new = valued.map(|(name, _)| name.clone()).collect();
        let before = then.answers.keys();
        item.gone = before.filter(|name| !block.instances.contains(name)).cloned().collect();
        item.tell_changes("instance");
    }
    item
}

/// Compares what both have.
fn compare_answers(
    block: &SolveResult,
    solver: &Contestant<Answered>,
    then: Option<&Answers>,
) -> Item {
    let pairs: Vec<(&String, &Answered, Option<&Answer>)> = block
        .instances
        .iter()
        .zip(&solver.results)
        .map(|(name, now)| (name, now, then.and_then(|then| then.answers.get(name))))
        .collect();
    let mut item = blank(&block.block, &solver.label, "objective");
    let all: Vec<f64> = solver.results.iter().filter_map(|answer| answer.objective).collect();
    item.now = mean(&all);
    let is_lost = |now: &Answered, then: Option<&Answer>| match then {
        Some(then) => {
            now.failure.is_some() && !then.has_failed
                || now.objective.is_none() && then.objective.is_some()
        }
        None => now.failure.is_some(),
    };
    let mut lost = pairs.iter().filter(|(_, now, then)| is_lost(now, *then));
    if let Some((name, now, _)) = lost.next() {
        let count = lost.count() + 1;
        item.verdict = Verdict::Worse;
        item.detail = match &now.failure {
            Some(why) => format!("no answer that counts to {}: {why}", instances(count, name)),
            None if count == 1 => format!("`{name}` has no value any more"),
            None => format!("{} have no value any more", instances(count, name)),
        };
        return item;
    }
    let known: Vec<_> =
        pairs.iter().filter_map(|(name, now, then)| Some((*name, *now, (*then)?))).collect();
    if known.is_empty() {
        if then.is_some() {
            item.detail = "none of its instances is in the baseline".into();
        }
        return item;
    }
    let mut unproved = known.iter().filter(|(_, now, then)| then.is_proved && !now.is_proved);
    if let Some((name, ..)) = unproved.next() {
        let count = unproved.count() + 1;
        item.verdict = Verdict::Worse;
        item.detail = format!("no longer proves its answer to {}", instances(count, name));
        return item;
    }
    let values = known.iter().filter_map(|(_, now, then)| Some((now.objective?, then.objective?)));
    let (now, before): (Vec<f64>, Vec<f64>) = values.unzip();
    let (Some(mean_now), Some(mean_then)) = (mean(&now), mean(&before)) else {
        item.verdict = Verdict::Unknown;
        item.detail = "no instance has an objective now and in the baseline".into();
        return item;
    };
    (item.now, item.then) = (Some(mean_now), Some(mean_then));
    let change = mean_now - mean_then;
    let rounding = ROUNDING * mean_then.abs();
    let excess = block.sense.excess(mean_now, mean_then);
    item.verdict = if excess > (block.tolerance * mean_then.abs()).max(rounding) {
        Verdict::Worse
    } else if excess < -rounding {
        Verdict::Better
    } else {
        Verdict::Same
    };
    let pairs = || now.iter().zip(&before).map(|(now, then)| block.sense.excess(*now, *then));
    let better = pairs().filter(|excess| *excess < 0.0).count();
    let worse = pairs().filter(|excess| *excess > 0.0).count();
    let decimals = decimals(&[mean_now, mean_then]);
    let of = if now.len() == block.instances.len() {
        format!("{} instances", now.len())
    } else {
        format!("{} of {} instances", now.len(), block.instances.len())
    };
    item.detail = if better + worse == 0 {
        format!("the same objective on {of}")
    } else {
        format!(
            "mean {} {}, {} in the baseline ({}), over {of}: {better} better, {worse} worse",
            number(mean_now, decimals),
            block.unit,
            number(mean_then, decimals),
            relative(change, mean_then),
        )
    };
    if item.verdict == Verdict::Same && excess > rounding {
        item.detail.push_str(&format!("; allowed {}", percent(block.tolerance)));
    }
    item
}

/// `3 instances, the first of them a`.
fn instances(count: usize, first: &str) -> String {
    if count == 1 { format!("`{first}`") } else { format!("{count} instances, first `{first}`") }
}

/// A change in per cent of what it was.
fn relative(change: f64, then: f64) -> String {
    if then == 0.0 {
        return "from zero".into();
    }
    let sign = if change < 0.0 { "−" } else { "+" };
    format!("{sign}{}", percent((change / then).abs()))
}

fn percent(share: f64) -> String {
    format!("{} %", number(share * 100.0, if share < 0.01 { 3 } else { 1 }))
}

/// Decimals that show figures of this size to four digits or so.
pub(super) fn decimals(values: &[f64]) -> usize {
    let size = values.iter().filter(|value| value.is_finite()).fold(0.0, |a, b| b.abs().max(a));
    match size {
        size if size < 2.0 => 4,
        size if size < 100.0 => 2,
        size if size < 10_000.0 => 1,
        _ => 0,
    }
}

fn judge_days(
    block: &DayResult,
    solver: &Contestant<Vec<f64>>,
    kpi: &Kpi,
    at: usize,
    then: Option<&Vec<f64>>,
    each: Level,
) -> Item {
    let now = &solver.results[at];
    let mut item = blank(&block.block, &solver.label, kpi.name);
    item.now = mean(now).filter(|mean| mean.is_finite());
    let Some(then) = then else { return item };
    let pairs = now.iter().zip(then).enumerate();
    let found = pairs.filter(|(_, (n, t))| n.is_finite() && !t.is_finite());
    item.new = found.map(|(replication, _)| replication.to_string()).collect();
    let mut item = compare_days(item, block, solver, kpi, then, at, each);
    item.tell_changes("replication");
    item
}

/// Compares the replications that have a value now and had one.
fn compare_days(
    mut item: Item,
    block: &DayResult,
    solver: &Contestant<Vec<f64>>,
    kpi: &Kpi,
    then: &[f64],
    at: usize,
    each: Level,
) -> Item {
    let now = &solver.results[at];
    let lost = now.iter().zip(then).position(|(n, t)| !n.is_finite() && t.is_finite());
    if let Some(replication) = lost {
        item.verdict = Verdict::Worse;
        item.detail = format!("replication {replication} has no value any more");
        return item;
    }
    let both = now.iter().zip(then).filter(|(_, t)| t.is_finite());
    let (now, then): (Vec<f64>, Vec<f64>) = both.unzip();
    item.then = mean(&then);
    item.now = mean(&now);
    let differences: Vec<f64> = now.iter().zip(&then).map(|(n, t)| n - t).collect();
    let difference = Estimate::at(&differences, each);
    item.interval = difference.interval();
    let Some([low, high]) = item.interval else {
        item.verdict = Verdict::Unknown;
        item.detail = "fewer than two replications have a value".into();
        return item;
    };
    let matters = block.tolerance[at];
    let comparison = Comparison {
        block: "replications",
        a: &solver.label,
        b: "the baseline",
        kpi: kpi.name,
        unit: kpi.unit,
        better: kpi.better,
        difference: &difference,
        matters: (matters > 0.0).then_some(matters),
    };
    // How much worse, at least and at most.
    let [least, most] = if kpi.better == Better::Higher { [-high, -low] } else { [low, high] };
    item.verdict = if least > matters {
        Verdict::Worse
    } else if most < 0.0 {
        Verdict::Better
    } else {
        Verdict::Same
    };
    let is_shift = low != 0.0 && high - low <= 1e-9 * difference.mean.abs();
    item.detail = if is_shift {
        let way = if low > 0.0 { "above" } else { "below" };
        let size = difference.mean.abs();
        format!(
            "{} is {} {} {way} the baseline on {} in each of {} replications alike.",
            solver.label,
            number(size, decimals(&[size])),
            kpi.unit,
            kpi.name,
            difference.n
        )
    } else {
        comparison.verdict()
    };
    if item.verdict == Verdict::Same && least > 0.0 {
        item.detail.push_str(&format!(" Up to {matters} {} are allowed.", kpi.unit));
    }
    item
}

/// What only the baseline has; not what was left out.
fn gone(results: &Results, then: &Baseline, items: &mut Vec<Item>) {
    let solve = then.solve.iter().map(|a| (&a.block, &a.solver, vec!["objective"]));
    let simulate = then
        .simulate
        .iter()
        .map(|d| (&d.block, &d.solver, d.values.keys().map(String::as_str).collect()));
    let mut found = Vec::new();
    for (block, solver, measures) in solve.chain(simulate) {
        if results.skipped.iter().any(|skipped| skipped.block == *block) {
            continue;
        }
        for measure in measures {
            let is_here = items.iter().any(|item| {
                item.block == *block && item.solver == *solver && item.measure == measure
            });
            if !is_here {
                let detail = "only in the baseline".into();
                let item = blank(block, solver, measure);
                found.push(Item { verdict: Verdict::Gone, detail, ..item });
            }
        }
    }
    items.append(&mut found);
}

/// Why results and baseline cannot be compared.
fn differences(results: &Results, then: &Baseline) -> Vec<String> {
    let mut told: Vec<String> = Vec::new();
    let mut differ = |what: String, then: &str, now: &str| {
        let text = format!("{what}: `{then}` in the baseline, `{now}` now");
        if then != now && !told.contains(&text) {
            told.push(text);
        }
    };
    differ("suite".into(), &then.suite, &results.suite);
    for block in &results.solve {
        for then in then.solve.iter().filter(|then| then.block == block.block) {
            differ(format!("decision of `{}`", block.block), &then.decision, block.decision);
        }
    }
    for block in &results.simulate {
        for then in then.simulate.iter().filter(|then| then.block == block.block) {
            let of = |what| format!("{what} of `{}`", block.block);
            differ(of("decision"), &then.decision, block.decision);
            differ(of("scenario"), &then.scenario, &block.scenario);
            differ(of("checksum of the settings"), &then.settings, &block.settings);
            differ(of("seed"), &then.seed.to_string(), &block.seed.to_string());
            let replications = [then.replications, block.replications].map(|n| n.to_string());
            differ(of("replications"), &replications[0], &replications[1]);
        }
    }
    told
}
