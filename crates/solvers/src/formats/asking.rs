//! What is asked of the sites and customers of a file: a model and its limits.

use domain::decision::placement::{
    Candidate, Coverage, Distances, Model, PlacementQuestion, Standing,
};

use super::error::FormatError;

/// What is asked of a file that holds sites, customers and distances. What is not said is taken
/// from the file, where it says it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Asking {
    /// The model, by one of [`Model::NAMES`].
    pub model: Option<String>,
    /// Most sites open.
    pub sites: Option<u32>,
    /// What counts as near, of the covering models.
    pub radius: Option<f64>,
    /// Where partial covering ends.
    pub reach: Option<f64>,
    /// The share of the weight that a second cover counts for.
    pub backup: Option<f64>,
    /// The capacity of every site, in place of the file's.
    pub capacity: Option<f64>,
    /// Most that the open sites may cost to open.
    pub budget: Option<f64>,
    /// Sites that are open whatever happens, by position from 0.
    pub keep: Vec<u32>,
    /// Sites that never open, by position from 0.
    pub ban: Vec<u32>,
}

/// Why nothing can be asked in this way.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AskingError {
    /// No model.
    #[error("no model, expected one of {}", Model::NAMES.join(", "))]
    NoModel,
    /// No model for files that ask several.
    #[error(
        "`{format}` files are asked in several ways: name the model, one of {}",
        Model::NAMES.join(", ")
    )]
    NoModelOf {
        /// The format.
        format: &'static str,
    },
    /// No model has this name.
    #[error("unknown model `{found}`, expected one of {}", Model::NAMES.join(", "))]
    UnknownModel {
        /// The name.
        found: String,
    },
    /// The model needs what is not said.
    #[error("`{model}` needs {what}")]
    Missing {
        /// The model.
        model: &'static str,
        /// What it needs.
        what: &'static str,
    },
    /// The model has no such thing.
    #[error("`{model}` has no {what}")]
    Surplus {
        /// The model.
        model: &'static str,
        /// What was said.
        what: &'static str,
    },
    /// The file's questions say it.
    #[error("`{format}` questions say themselves what is asked: no model or limit beside them")]
    Settled {
        /// The format.
        format: &'static str,
    },
    /// Two settings that exclude each other.
    #[error("a reach and a backup share: a covering is either partial or backed up")]
    TwoCoverages,
}

/// What a file holds.
pub(super) struct Instance {
    /// Where a store can stand.
    pub(super) candidates: Vec<Candidate>,
    /// What each customer weighs.
    pub(super) weights: Vec<f64>,
    /// What each customer takes of a capacity; empty where the file does not say.
    pub(super) sizes: Vec<f64>,
    /// How far apart they are.
    pub(super) distances: Distances<'static>,
    /// How many sites are to open, where the file says it.
    pub(super) sites: Option<u32>,
}

impl Asking {
    /// Whether nothing is asked beyond what a file says itself.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The model with its settings.
    ///
    /// # Errors
    /// No model, one that there is not, or a setting that the model does not have or lacks.
    pub fn model(&self) -> Result<Model, AskingError> {
        let name = self.model.as_deref().ok_or(AskingError::NoModel)?;
        let of = |model: Model| -> Result<f64, AskingError> {
            self.radius.ok_or(AskingError::Missing { model: model.name(), what: "a radius" })
        };
        let unset = Model::SetCovering { radius: 0.0 };
        let unset_max = Model::MaxCovering { radius: 0.0, coverage: Coverage::Whole };
        let model = match Model::NAMES.iter().position(|known| *known == name) {
            Some(0) => Model::PMedian,
            Some(1) => Model::PCenter,
            Some(2) => Model::MaxCovering {
                radius: of(unset_max)?,
                coverage: match (self.reach, self.backup) {
                    (None, None) => Coverage::Whole,
                    (Some(reach), None) => Coverage::Partial { reach },
                    (None, Some(share)) => Coverage::Backup { share },
                    (Some(_), Some(_)) => return Err(AskingError::TwoCoverages),
                },
            },
            Some(3) => Model::SetCovering { radius: of(unset)? },
            Some(4) => Model::Uncapacitated,
            Some(5) => Model::Capacitated,
            Some(6) => Model::SingleSource,
            _ => return Err(AskingError::UnknownModel { found: name.into() }),
        };
        let covers = matches!(model, Model::MaxCovering { .. });
        let is_near = covers || matches!(model, Model::SetCovering { .. });
        for (is_said, is_known, what) in [
            (self.radius.is_some(), is_near, "radius"),
            (self.reach.is_some(), covers, "reach"),
            (self.backup.is_some(), covers, "backup share"),
            (self.capacity.is_some(), model.is_capacitated(), "capacities"),
        ] {
            if is_said && !is_known {
                return Err(AskingError::Surplus { model: model.name(), what });
            }
        }
        Ok(model)
    }

    /// The question of an instance.
    pub(super) fn question(
        &self,
        instance: Instance,
    ) -> Result<PlacementQuestion<'static>, FormatError> {
        let wrong = |message: String| FormatError::new(1, message);
        let model = self.model().map_err(|error| wrong(error.to_string()))?;
        let Instance { mut candidates, weights, mut sizes, distances, sites } = instance;
        if !model.is_capacitated() {
            // Some files have placeholders for capacities.
            sizes.clear();
            candidates.iter_mut().for_each(|candidate| candidate.capacity = f64::INFINITY);
        } else if sizes.is_empty() {
            // Customers of weight 1, as a rule.
            sizes.clone_from(&weights);
        }
        if let Some(capacity) = self.capacity {
            candidates.iter_mut().for_each(|candidate| candidate.capacity = capacity);
        }
        if candidates.iter().all(|candidate| candidate.capacity == 0.0) {
            return Err(wrong(
                "every capacity in the file is 0, a placeholder: say the capacity".into(),
            ));
        }
        let count = candidates.len();
        for (listed, standing) in [(&self.keep, Standing::Kept), (&self.ban, Standing::Banned)] {
            for site in listed {
                let candidate = candidates.get_mut(*site as usize).ok_or_else(|| {
                    wrong(format!("there is no site {site}, allowed 0 to {}", count - 1))
                })?;
                if standing == Standing::Banned && candidate.standing == Standing::Kept {
                    return Err(wrong(format!("site {site} is to be kept and banned")));
                }
                candidate.standing = standing;
            }
        }
        let of_file = sites.filter(|_| !matches!(model, Model::SetCovering { .. }));
        Ok(PlacementQuestion {
            model,
            candidates: candidates.into(),
            weights: weights.into(),
            sizes: sizes.into(),
            distances,
            sites: self.sites.or(of_file),
            budget: self.budget,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model(text: &str, change: impl FnOnce(&mut Asking)) -> Result<Model, String> {
        let mut asking = Asking { model: Some(text.into()), ..Asking::default() };
        change(&mut asking);
        asking.model().map_err(|error| error.to_string())
    }

    #[test]
    fn every_model_can_be_asked_by_name() {
        for name in Model::NAMES {
            let asked = model(name, |asking| {
                asking.radius = name.ends_with("covering").then_some(2.0);
            });
            assert_eq!(asked.unwrap().name(), name);
        }
    }

    #[test]
    fn settings_that_a_model_has_not_or_lacks_are_refused() {
        let said = |name, change: fn(&mut Asking)| model(name, change).unwrap_err();
        assert_eq!(said("p_median", |a| a.radius = Some(1.0)), "`p_median` has no radius");
        assert_eq!(said("set_covering", |_| ()), "`set_covering` needs a radius");
        assert_eq!(said("p_center", |a| a.reach = Some(1.0)), "`p_center` has no reach");
        assert_eq!(
            said("uncapacitated", |a| a.capacity = Some(1.0)),
            "`uncapacitated` has no capacities"
        );
        let both = |a: &mut Asking| (a.radius, a.reach, a.backup) = (Some(1.), Some(2.), Some(0.));
        assert!(said("max_covering", both).contains("either partial or backed up"));
        assert!(said("pmedian", |_| ()).starts_with("unknown model `pmedian`, expected one of"));
    }
}
