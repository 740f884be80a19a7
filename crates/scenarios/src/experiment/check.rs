//! Rules of an experiment file that a range beside one field cannot say.

use toml::Value;

use super::design::DesignSpec;
use super::factor::FactorSpec;
use super::file::ExperimentSpec;
use super::goal::{Constraint, Objective, Precision};
use super::optimize::Method;
use crate::fault::Fault;
use crate::overrides::split;

impl ExperimentSpec {
    /// Checks what stands between settings; ranges of single settings are in the schema.
    ///
    /// # Errors
    /// The first rule broken.
    pub(super) fn check(&self) -> Result<(), Fault> {
        self.check_run()?;
        for index in 0..self.factor.len() {
            self.check_factor(index)?;
        }
        self.check_purpose()
    }

    /// The precisions asked for.
    #[must_use]
    pub fn precisions(&self) -> Vec<Precision> {
        let texts = self.experiment.precision.iter();
        texts.filter_map(|text| Precision::parse(text).ok()).collect()
    }

    /// The objective, where something is optimised.
    #[must_use]
    pub fn objective(&self) -> Option<Objective> {
        Objective::parse(&self.optimize.as_ref()?.objective).ok()
    }

    /// The rules that the best must keep.
    #[must_use]
    pub fn constraints(&self) -> Vec<Constraint> {
        let texts = self.optimize.iter().flat_map(|optimize| &optimize.constraints);
        texts.filter_map(|text| Constraint::parse(text).ok()).collect()
    }

    /// Every key figure named in the file, with the path of the text that names it.
    #[must_use]
    pub fn named_kpis(&self) -> Vec<(String, String)> {
        let run = &self.experiment;
        let listed = run.kpis.iter().enumerate();
        let mut named: Vec<(String, String)> =
            listed.map(|(i, kpi)| (format!("experiment.kpis.{i}"), kpi.clone())).collect();
        for (i, precision) in self.precisions().into_iter().enumerate() {
            named.push((format!("experiment.precision.{i}"), precision.kpi));
        }
        if let Some(objective) = self.objective() {
            named.push(("optimize.objective".into(), objective.kpi));
        }
        for (i, constraint) in self.constraints().into_iter().enumerate() {
            named.push((format!("optimize.constraints.{i}"), constraint.kpi));
        }
        named
    }

    fn check_run(&self) -> Result<(), Fault> {
        let run = &self.experiment;
        for (index, kpi) in run.kpis.iter().enumerate() {
            Fault::unless(
                !run.kpis[..index].contains(kpi),
                &format!("experiment.kpis.{index}"),
                || format!("`{kpi}` is listed twice"),
            )?;
        }
        for (index, text) in run.precision.iter().enumerate() {
            Precision::parse(text)
                .map_err(|rule| Fault::new(format!("experiment.precision.{index}"), rule))?;
        }
        match run.max_replications {
            None => Fault::unless(run.precision.is_empty(), "experiment.precision", || {
                "`precision` needs `max_replications`, the most it may cost".into()
            }),
            Some(_) if run.precision.is_empty() => Err(Fault::new(
                "experiment.max_replications",
                "`max_replications` needs `precision`, which says when to stop before",
            )),
            Some(most) => {
                Fault::unless(most >= run.replications, "experiment.max_replications", || {
                    let least = run.replications;
                    format!(
                        "`max_replications` is {most}, allowed at least `replications`, {least}"
                    )
                })
            }
        }
    }

    fn check_factor(&self, index: usize) -> Result<(), Fault> {
        let factor = &self.factor[index];
        let path = |key: &str| format!("factor.{index}.{key}");
        let has_rows = !factor.settings.is_empty();
        Fault::unless(factor.setting.is_empty() || !has_rows, &path("setting"), || {
            "a factor has `setting` or `settings`, not both".into()
        })?;
        Fault::unless(!has_rows || factor.name.is_some(), &path("settings"), || {
            "a factor of several `settings` needs a `name`".into()
        })?;
        for (at, set) in factor.paths().into_iter().enumerate() {
            let place = if has_rows { path(&format!("settings.{at}")) } else { path("setting") };
            let keys = split(set);
            Fault::unless(!keys.is_empty(), &place, || {
                "`setting` is empty, allowed the path of a setting".into()
            })?;
            let others = self.factor[..index].iter().flat_map(FactorSpec::paths);
            for other in others.chain(factor.paths().into_iter().take(at)) {
                let parted = split(other);
                let is_apart =
                    !parted.starts_with(&keys) && (!has_rows || !keys.starts_with(&parted));
                Fault::unless(is_apart, &place, || {
                    format!("`{set}` replaces what the factor `{other}` sets")
                })?;
            }
        }
        for other in &self.factor[..index] {
            Fault::unless(other.label() != factor.label(), &path("setting"), || {
                format!("two factors are named `{}`", factor.label())
            })
            .map_err(|fault| fault.help("give one of them a `name`"))?;
        }
        Fault::unless(
            !has_rows || (factor.low, factor.high) == (None, None),
            &path("low"),
            || "several `settings` change by `levels`, not from `low` to `high`".into(),
        )?;
        match (factor.low, factor.high) {
            (None, None) => {
                let listed = !factor.levels.is_empty();
                Fault::unless(listed, &path("setting"), || {
                    format!("factor `{}` needs `levels`, or `low` and `high`", factor.label())
                })?;
                Fault::unless(factor.step.is_none(), &path("step"), || {
                    "`step` goes with `low` and `high`, not with `levels`".into()
                })?;
            }
            (Some(low), Some(high)) => check_range(factor, low, high, &path)?,
            (Some(_), None) => return Err(Fault::new(path("low"), "`low` needs `high`")),
            (None, Some(_)) => return Err(Fault::new(path("high"), "`high` needs `low`")),
        }
        let rows = factor.levels.iter().enumerate().map(|(at, row)| (format!("levels.{at}"), row));
        for (place, row) in rows.chain(factor.base.iter().map(|row| ("base".to_owned(), row))) {
            let wanted = factor.settings.len();
            let is_row = row.as_array().is_some_and(|row| row.len() == wanted);
            Fault::unless(!has_rows || is_row, &path(&place), || {
                format!("{row} is no list of {wanted} values, one for each of `settings`")
            })?;
        }
        for (at, level) in factor.levels.iter().enumerate() {
            let path = path(&format!("levels.{at}"));
            Fault::unless(!matches!(level, Value::Datetime(_)), &path, || {
                "a level is a date, allowed numbers, words, true or false, lists and tables".into()
            })?;
            Fault::unless(!factor.levels[..at].iter().any(|l| is_same(l, level)), &path, || {
                format!("the level {level} is listed twice")
            })?;
        }
        Fault::unless(
            factor.base.is_none() || matches!(self.design, Some(DesignSpec::OneAtATime {})),
            &path("base"),
            || "`base` is for the design `one_at_a_time` only".into(),
        )
    }

    fn check_purpose(&self) -> Result<(), Fault> {
        if let Some(optimize) = &self.optimize {
            Objective::parse(&optimize.objective)
                .map_err(|rule| Fault::new("optimize.objective", rule))?;
            for (index, text) in optimize.constraints.iter().enumerate() {
                Constraint::parse(text)
                    .map_err(|rule| Fault::new(format!("optimize.constraints.{index}"), rule))?;
            }
            let (budget, first) = (optimize.budget, optimize.first_stage.unwrap_or_default());
            Fault::unless(budget >= first, "optimize.budget", || {
                format!("`budget` is {budget}, allowed at least `first_stage`, {first}")
            })?;
            let method = match optimize.method {
                Method::KnPlusPlus => "kn++",
                Method::Ocba => "ocba",
                Method::Search => "search",
            };
            let ocba = optimize.method == Method::Ocba;
            Fault::unless(ocba || optimize.indifference.is_some(), "optimize.method", || {
                format!("`{method}` needs `indifference`, the difference that does not matter")
            })?;
            Fault::unless(
                !ocba || optimize.constraints.is_empty(),
                "optimize.constraints",
                || "`ocba` takes no constraints, `kn++` and `search` do".into(),
            )?;
        }
        match (&self.design, self.optimize.as_ref().map(|optimize| optimize.method)) {
            (None, None) => {
                return Err(Fault::new(
                    "experiment",
                    "the experiment needs `[design]`, `[optimize]`, or both",
                ));
            }
            (None, Some(Method::KnPlusPlus | Method::Ocba)) => {
                return Err(Fault::new(
                    "optimize.method",
                    "a selection needs `[design]`, whose cells it selects from",
                ));
            }
            (Some(_), Some(Method::Search)) => {
                return Err(Fault::new(
                    "design",
                    "`[design]` is not used by `search`, which walks over the factors' values",
                ));
            }
            (None, Some(Method::Search)) => {
                for (index, factor) in self.factor.iter().enumerate() {
                    Fault::unless(
                        factor.range().is_none(),
                        &format!("factor.{index}.low"),
                        || {
                            format!(
                                "`search` needs `step` of `{}`, 1 for whole numbers",
                                factor.label()
                            )
                        },
                    )?;
                }
            }
            _ => {}
        }
        Fault::unless(!self.factor.is_empty(), "experiment", || {
            "the experiment varies nothing: it needs at least one `[[factor]]`".into()
        })
    }
}

/// Refuses ends in the wrong order, a list beside them, and steps that miss the upper end.
fn check_range(
    factor: &FactorSpec,
    low: f64,
    high: f64,
    path: &dyn Fn(&str) -> String,
) -> Result<(), Fault> {
    Fault::unless(factor.levels.is_empty(), &path("levels"), || {
        "a factor has `levels`, or `low` and `high`, not both".into()
    })?;
    Fault::unless(low < high, &path("high"), || {
        format!("`high` is {high}, allowed more than `low`, which is {low}")
    })?;
    let Some(step) = factor.step else { return Ok(()) };
    let steps = (high - low) / step;
    Fault::unless(
        (steps - steps.round()).abs() < 1e-6 && steps.round() >= 1.0,
        &path("step"),
        || format!("steps of {step} do not lead from {low} to {high}"),
    )?;
    Fault::unless(steps < 10_000.0, &path("step"), || {
        format!("`step` of {step} makes {steps:.0} steps, allowed at most 9999")
    })
}

/// Whether two values are the same setting: 8 and 8.0 are.
pub(super) fn is_same(a: &Value, b: &Value) -> bool {
    let number =
        |value: &Value| value.as_float().or_else(|| value.as_integer().map(|whole| whole as f64));
    match (number(a), number(b)) {
        (Some(a), Some(b)) => a == b,
        _ => a == b,
    }
}
