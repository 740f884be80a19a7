//! Rules of a suite file that a range beside one field cannot say.

use super::file::SuiteSpec;
use crate::fault::Fault;
use crate::spec::policies::PolicyChoice;

impl SuiteSpec {
    /// Checks what stands between settings; ranges of single settings are in the schema.
    ///
    /// # Errors
    /// The first rule broken.
    pub(super) fn check(&self) -> Result<(), Fault> {
        let is_empty = self.solve.is_empty() && self.simulate.is_empty();
        Fault::unless(!is_empty, "suite", || {
            "the suite judges nothing: it needs at least one `[[solve]]` or `[[simulate]]`".into()
        })?;
        let solve = self.solve.iter().map(|block| (block.label(), &block.solvers));
        let simulate = self.simulate.iter().map(|block| (block.label(), &block.solvers));
        let paths = |kind: &'static str, count| (0..count).map(move |i| format!("{kind}.{i}"));
        let paths = paths("solve", self.solve.len()).chain(paths("simulate", self.simulate.len()));
        let mut names = Vec::new();
        for (path, (name, solvers)) in paths.zip(solve.chain(simulate)) {
            Fault::unless(!names.contains(&name), &path, || {
                format!("two blocks are named `{name}`")
            })
            .map_err(|fault| fault.help("give one of them a `name`"))?;
            names.push(name);
            check_solvers(solvers, &path)?;
        }
        for (index, block) in self.simulate.iter().enumerate() {
            for (at, kpi) in block.kpis.iter().enumerate() {
                let path = format!("simulate.{index}.kpis.{at}");
                let is_new = !block.kpis[..at].contains(kpi);
                Fault::unless(is_new, &path, || format!("`{kpi}` is listed twice"))?;
            }
            for (kpi, matters) in &block.tolerance {
                let path = format!("simulate.{index}.tolerance.{kpi}");
                Fault::unless(block.kpis.contains(kpi), &path, || {
                    format!("`{kpi}` is not among the `kpis` of the block")
                })?;
                Fault::unless(*matters >= 0.0, &path, || {
                    format!("the tolerance of `{kpi}` is {matters}, allowed at least 0")
                })?;
            }
        }
        Ok(())
    }
}

fn check_solvers(solvers: &[PolicyChoice], path: &str) -> Result<(), Fault> {
    for (at, solver) in solvers.iter().enumerate() {
        Fault::unless(!solvers[..at].contains(solver), &format!("{path}.solvers.{at}"), || {
            format!("`{}` is listed twice with the same parameters", solver.label())
        })?;
    }
    Ok(())
}
