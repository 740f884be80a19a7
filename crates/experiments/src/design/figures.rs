//! The key figures that an experiment file names, checked against those there are.

use scenarios::ScenarioError;
use scenarios::experiment::Experiment;
use sim_core::kpi::KPIS;

/// Refuses key figures that there are not, at their line and with the one most likely meant.
///
/// # Errors
/// The first unknown name.
pub fn check_figures(experiment: &Experiment) -> Result<(), ScenarioError> {
    let known = || KPIS.iter().map(|kpi| kpi.name);
    for (path, name) in experiment.spec.named_kpis() {
        if known().all(|kpi| kpi != name) {
            let help = scenarios::nearest(&name, known()).map_or_else(
                || "`darkstore list kpis` names them all".to_owned(),
                |meant| format!("did you mean `{meant}`?"),
            );
            let message = format!("`{name}` is no key figure");
            return Err(experiment.error_at(&path, &message, Some(help)));
        }
    }
    Ok(())
}
