//! The key figures that an experiment file names and the values it asks of them, checked.

use scenarios::ScenarioError;
use scenarios::experiment::Experiment;

use crate::key_figure::KeyFigure;

/// Refuses key figures that there are not, at their line and with the one most likely meant, and
/// values that no share can have: limits, tolerances, differences and precisions beyond 0 to 1.
///
/// # Errors
/// The first unknown name, or else the first value out of range.
pub fn check_figures(experiment: &Experiment) -> Result<(), ScenarioError> {
    for (path, name) in experiment.spec.named_kpis() {
        KeyFigure::named(&name)
            .map_err(|(message, help)| experiment.error_at(&path, &message, help))?;
    }
    check_shares(experiment)
}

/// Whether values of the figure lie from 0 to 1.
#[must_use]
pub fn is_share(name: &str) -> bool {
    KeyFigure::named(name).is_ok_and(|figure| figure.unit == "share")
}

fn check_shares(experiment: &Experiment) -> Result<(), ScenarioError> {
    let check = |path: String, kpi: &str, what: &str, value: f64| {
        if !is_share(kpi) || (0.0..=1.0).contains(&value) {
            return Ok(());
        }
        let message = format!("{what} `{kpi}` is {value}, allowed 0 to 1");
        let help = (1.0..=100.0).contains(&value).then(|| {
            // Rounded, since dividing by 100 leaves digits that nobody wrote.
            let share = (value * 1e8).round() / 1e10;
            format!("`{kpi}` is a share: {value} % is {share}")
        });
        Err(experiment.error_at(&path, &message, help))
    };
    for (at, asked) in experiment.spec.precisions().iter().enumerate() {
        if !asked.is_relative {
            let path = format!("experiment.precision.{at}");
            check(path, &asked.kpi, "the precision of", asked.half_width)?;
        }
    }
    for (at, rule) in experiment.spec.constraints().iter().enumerate() {
        let path = || format!("optimize.constraints.{at}");
        check(path(), &rule.kpi, "the limit of", rule.limit)?;
        check(path(), &rule.kpi, "the tolerance of", rule.tolerance)?;
    }
    let delta = experiment.spec.optimize.as_ref().and_then(|optimize| optimize.indifference);
    if let (Some(delta), Some(objective)) = (delta, experiment.spec.objective()) {
        let path = "optimize.indifference".to_owned();
        check(path, &objective.kpi, "the indifference of", delta)?;
    }
    Ok(())
}
