//! Where nothing keeps all constraints: which of them binds, and how near anything came.

use scenarios::experiment::{Bound, Constraint};
use serde::Serialize;

use super::candidate::Candidate;
use super::grid::{Side::*, grid};
use super::scale::Scale;
use super::sweep::CellMean;

/// A constraint over all combinations that were tried, by the means of their replications.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rule {
    /// Name of the key figure.
    pub kpi: String,
    /// Its limit.
    pub limit: f64,
    /// Combinations whose mean keeps it.
    pub kept_by: usize,
    /// The combination that comes nearest to keeping it, or keeps it by most.
    pub best: String,
    /// The mean there.
    pub best_mean: CellMean,
    /// How far that is on the wrong side of the limit; 0 or less where it is kept.
    pub short: f64,
}

/// What stands between an experiment and an answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Infeasible {
    /// Combinations tried.
    pub tried: usize,
    /// Every constraint, in the order of the file.
    pub rules: Vec<Rule>,
    /// The combination that breaks all constraints together by least, in units of their tolerances.
    pub nearest: String,
    /// How far it is short of each constraint; 0 or less where it is kept.
    pub short: Vec<f64>,
    /// Factors at the end of whose values it lies: name and value.
    pub at_ends: Vec<(String, String)>,
}

/// How far a value is on the wrong side of a limit; none for a value that there is none of.
fn short(rule: &Constraint, mean: f64) -> f64 {
    let short = match rule.bound {
        Bound::AtLeast => rule.limit - mean,
        Bound::AtMost => mean - rule.limit,
    };
    if short.is_nan() { f64::INFINITY } else { short }
}

impl Infeasible {
    /// What binds where none of those tried keeps all constraints; `None` where nothing was tried.
    /// `ends` has the least and the largest value of each factor, where it has numbers.
    pub(super) fn among(
        tried: &[&Candidate],
        constraints: &[Constraint],
        factors: &[String],
        ends: &[Option<[String; 2]>],
    ) -> Option<Self> {
        let all = || constraints.iter().enumerate();
        let of = |candidate: &Candidate, (at, rule): (usize, &Constraint)| {
            short(rule, candidate.constraints[at].mean)
        };
        let rules = all().map(|(at, rule)| {
            let best = tried
                .iter()
                .min_by(|a, b| of(a, (at, rule)).total_cmp(&of(b, (at, rule))))
                .copied()?;
            Some(Rule {
                kpi: rule.kpi.clone(),
                limit: rule.limit,
                kept_by: tried.iter().filter(|one| of(one, (at, rule)) <= 0.0).count(),
                best: best.label.clone(),
                best_mean: best.constraints[at],
                short: of(best, (at, rule)),
            })
        });
        let rules = rules.collect::<Option<Vec<Rule>>>()?;
        let broken = |candidate: &Candidate| -> f64 {
            all().map(|(at, rule)| (of(candidate, (at, rule)) / rule.tolerance).max(0.0)).sum()
        };
        let nearest = tried.iter().min_by(|a, b| broken(a).total_cmp(&broken(b)))?;
        let ends = factors.iter().zip(&nearest.levels).zip(ends);
        let at_ends = ends.filter_map(|((factor, level), ends)| {
            let is_end = ends.as_ref().is_some_and(|ends| ends.contains(level));
            is_end.then(|| (factor.clone(), level.clone()))
        });
        Some(Self {
            tried: tried.len(),
            rules,
            nearest: nearest.label.clone(),
            short: all().map(|rule| of(nearest, rule)).collect(),
            at_ends: at_ends.collect(),
        })
    }

    /// The section of the page.
    pub(super) fn text(&self, constraints: &[Constraint]) -> String {
        let gap = |rule: &Constraint, short: f64| {
            let scale = Scale::of(&rule.kpi, [Some(rule.tolerance)], [short]);
            match short {
                short if short <= 0.0 => "kept".to_owned(),
                short if short.is_finite() => {
                    format!("{} {} short", scale.value(short), scale.unit_of_difference)
                        .replace("  ", " ")
                }
                _ => "no value".to_owned(),
            }
        };
        let rows: Vec<Vec<String>> = self
            .rules
            .iter()
            .zip(constraints)
            .map(|(found, rule)| {
                let CellMean { mean, half_width } = found.best_mean;
                let scale = Scale::of(&rule.kpi, [half_width], [mean]);
                let sign = match rule.bound {
                    Bound::AtLeast => ">=",
                    Bound::AtMost => "<=",
                };
                vec![
                    format!("{} {sign} {}", rule.kpi, rule.limit),
                    format!("{} of {}", found.kept_by, self.tried),
                    format!("{} {}", scale.between(mean, half_width), scale.unit).trim().into(),
                    gap(rule, found.short),
                    found.best.clone(),
                ]
            })
            .collect();
        let heads =
            [("rule", Left), ("kept by", Right), ("best mean", Left), ("", Left), ("at", Left)];
        let mut text = grid(&heads, &rows);
        let each: Vec<String> = constraints
            .iter()
            .zip(&self.short)
            .filter(|(_, short)| **short > 0.0)
            .map(|(rule, short)| format!("{} {}", rule.kpi, gap(rule, *short)))
            .collect();
        let nearest = match each.len() {
            0 => "keeps all by its mean, which is not enough to be judged so".to_owned(),
            _ => each.join(", "),
        };
        text.push_str(&format!("  nearest to keeping all: {}: {nearest}\n", self.nearest));
        let never: Vec<&str> = self.kpis(|rule| rule.kept_by == 0);
        if !never.is_empty() {
            text.push_str(&format!("  kept by nothing tried: {}\n", never.join(", ")));
        } else if self.rules.len() > 1 && !each.is_empty() {
            text.push_str("  each is kept by something, but none keeps all: they pull apart\n");
        }
        for (factor, value) in &self.at_ends {
            text.push_str(&format!(
                "  it lies at the end of the values of {factor}, {value}: beyond may be nearer\n"
            ));
        }
        text
    }

    fn kpis(&self, is_told: impl Fn(&Rule) -> bool) -> Vec<&str> {
        self.rules.iter().filter(|rule| is_told(rule)).map(|rule| rule.kpi.as_str()).collect()
    }
}
