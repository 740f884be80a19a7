//! Everything that is asked about where stores should stand, in order.

use domain::decision::placement::{Model, Placed, Service, Standing, price};

use super::answered::{Answered, Asker};
use super::curve::{Step, asked_again, curve, informed};
use super::error::SitingError;
use super::freed::freed;
use super::frontier::{even_budgets, front, fronted, within_budgets};
use super::layout::Layout;
use super::neighbours::neighbourly;
use super::overlap::overlap;
use super::phased::phased;
use super::robust::{Robustness, judged};
use super::study::{Findings, Study};

/// Budgets along the front of value against rent, evenly where there is no curve.
const BUDGETS: u32 = 12;
/// Most rents of the curve's layouts that are asked as budgets.
const RENTS: usize = 24;
/// Work for the layout over that for each further question of a study.
const FURTHER: u32 = 20;
/// Millions of units of work below which a further question is not worth asking.
const LEAST_M: u32 = 10;
/// How often a better layout that is met on the way is taken for the best.
const AGAIN: u32 = 2;
/// How far budgets go beyond what the layout costs.
const BUDGET_BEYOND: f64 = 1.25;

/// Which closed sites are looked at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Examined {
    /// So many, those with most demand near first.
    Most(usize),
    /// These.
    Sites(Vec<u32>),
}

/// How much is asked.
#[derive(Clone, PartialEq, Debug)]
pub struct Inquiry {
    /// Millions of units of work for the layout; each further question gets a twentieth, but for
    /// those of the curve, which share as much as the layout got.
    pub work_m: u32,
    /// Only the layout, the same as without.
    pub is_brief: bool,
    /// Also one store after another.
    pub is_phased: bool,
    /// Closed sites to judge besides the open ones.
    pub examined: Examined,
    /// Layouts this share below the best still count as good.
    pub tolerance: f64,
}

impl Inquiry {
    /// Asks it all; `told` hears what is asked next. Once the asker is stopped, what was found
    /// until then is the answer, with a note of what it lacks.
    ///
    /// # Errors
    /// As [`Asker::ask`]; interruptions before there is a layout.
    pub fn of(
        &self,
        study: &Study<'_>,
        asker: &Asker,
        told: &dyn Fn(&'static str),
    ) -> Result<Findings, SitingError> {
        told("the layout");
        let best = asker.within(self.work_m).ask(&study.question)?;
        let mut findings = Findings {
            layout: Layout::of(&study.question, &best.placed, study.radius),
            overlap: Vec::new(),
            curve: Vec::new(),
            frontier: Vec::new(),
            robust: Robustness::default(),
            tolerance: self.tolerance,
            phased: Vec::new(),
            freed: Vec::new(),
            refined: None,
            notes: Vec::new(),
            best,
        };
        let mut stage = "";
        let mut next = |name: &'static str| {
            stage = name;
            told(name);
        };
        match self.further(study, asker, &mut findings, &mut next) {
            Err(SitingError::Interrupted) => {
                findings
                    .notes
                    .push(format!("interrupted at {stage}: that and what follows is left out"));
            }
            done => done?,
        }
        let placed = &findings.best.placed;
        findings.layout = Layout::of(&study.question, placed, study.radius);
        findings.overlap = overlap(&study.question, placed, study.radius);
        findings.notes.extend(fewer(study, &findings.best));
        Ok(findings)
    }

    fn further_m(&self) -> u32 {
        (self.work_m / FURTHER).max(LEAST_M.min(self.work_m))
    }

    fn further(
        &self,
        study: &Study<'_>,
        asker: &Asker,
        findings: &mut Findings,
        next: &mut dyn FnMut(&'static str),
    ) -> Result<(), SitingError> {
        let question = &study.question;
        let (whole, asker) = (asker, &asker.within(self.further_m()));
        let is_counted = !matches!(question.model, Model::SetCovering { .. });
        // A layout that is proved best stays, and so does that of a solver that proves nothing: it
        // is what its rule says. Only a search may be improved upon.
        let may_improve = findings.best.gap.is_some_and(|gap| gap > 0.0);
        if is_counted && (!self.is_brief || may_improve) {
            next("what one more store is worth");
            findings.curve = self.curve(study, whole, &findings.best)?;
            if may_improve {
                better(findings);
            }
        }
        if !self.is_brief || may_improve {
            next("what sites are worth");
            self.sites(study, asker, findings, may_improve)?;
        }
        if self.is_brief {
            findings.curve.clear();
            findings.robust = Robustness::default();
        } else {
            findings.curve =
                informed(std::mem::take(&mut findings.curve), &findings.best, question.sites);
            next("what kept and banned sites cost");
            findings.freed = freed(question, &findings.best, asker)?;
            next("value against rent");
            self.front(study, asker, findings)?;
        }
        if self.is_phased {
            next("one store after another");
            let open = findings.best.placed.open.len() as u32;
            findings.phased = phased(question, open, &findings.curve, asker)?;
        }
        Ok(())
    }

    fn curve(
        &self,
        study: &Study<'_>,
        asker: &Asker,
        best: &Answered,
    ) -> Result<Vec<Step>, SitingError> {
        let question = &study.question;
        let open = best.placed.open.len() as u32;
        let kept = question.candidates.iter().filter(|c| c.standing == Standing::Kept).count();
        let (from, to) = ((kept as u32).max(1), open + (open / 4).max(3));
        let mut found = curve(question, from, to, &asker.within(self.further_m()))?;
        // The curve may take as much work as the layout; what is left of that goes to the numbers
        // of stores that are open still.
        let spent: u64 = found.iter().filter_map(|step| step.best.work).sum();
        let left_m = u64::from(self.work_m).saturating_sub(spent / 1_000_000);
        let is_open = |sites: &u32| {
            let step = found.iter().find(|step| step.sites == *sites);
            step.is_none_or(|step| step.best.gap != Some(0.0))
        };
        let open: Vec<u32> = (from..=to).filter(is_open).collect();
        let each_m = (left_m / open.len().max(1) as u64) as u32;
        if each_m > 2 * self.further_m() {
            found = asked_again(question, found, &open, &asker.within(each_m))?;
        }
        let found = informed(found, best, question.sites);
        Ok(neighbourly(question, found, self.further_m()))
    }

    /// Judges the sites, and again where a better layout turns up on the way.
    fn sites(
        &self,
        study: &Study<'_>,
        asker: &Asker,
        findings: &mut Findings,
        may_improve: bool,
    ) -> Result<(), SitingError> {
        let question = &study.question;
        for time in 0..=AGAIN {
            let best = &findings.best;
            let others = match &self.examined {
                Examined::Most(most) => study.contenders(&best.placed.open, *most),
                Examined::Sites(sites) => sites.clone(),
            };
            let known: Vec<&Placed> = findings.curve.iter().map(|step| &step.best.placed).collect();
            let effort = (self.tolerance, self.work_m / 4 + 1);
            let robust = judged(question, best, &others, &known, effort, asker)?;
            match ahead(study, best, &robust).filter(|_| may_improve && time < AGAIN) {
                Some(found) => findings.best = found,
                None => {
                    findings.robust = robust;
                    break;
                }
            }
        }
        Ok(())
    }

    fn front(
        &self,
        study: &Study<'_>,
        asker: &Asker,
        findings: &mut Findings,
    ) -> Result<(), SitingError> {
        let question = &study.question;
        let orders = study.demand.points.iter().map(|point| point.orders).collect();
        let rents = study.candidates.iter().map(|candidate| candidate.month_inr);
        let asked = fronted(question, orders, rents, study.radius);
        let open = &findings.best.placed;
        let is_same = asked.model == question.model;
        let spent = study.rent(&open.open);
        let limit = question.budget.filter(|_| is_same);
        let most = limit.unwrap_or(spent * BUDGET_BEYOND).max(spent);
        let curve = if is_same { &findings.curve[..] } else { &[] };
        let within = |step: &&Step| study.rent(&step.best.placed.open) <= most;
        let mut curve: Vec<Step> = curve.iter().filter(within).cloned().collect();
        let mut budgets = match curve.len() {
            0 => even_budgets(&asked, most, BUDGETS),
            steps => {
                curve = curve.into_iter().step_by(steps.div_ceil(RENTS)).collect();
                curve.iter().map(|step| study.rent(&step.best.placed.open)).collect()
            }
        };
        budgets.push(spent);
        budgets.sort_by(f64::total_cmp);
        budgets.dedup();
        let found = within_budgets(&asked, &budgets, asker)?;
        findings.frontier = front(&asked, found, &curve, Some(open));
        Ok(())
    }
}

/// Says that fewer stores are open than might be, and why.
fn fewer(study: &Study<'_>, best: &Answered) -> Option<String> {
    let question = &study.question;
    let (open, allowed) = (best.placed.open.len(), question.sites? as usize);
    if open >= allowed {
        return None;
    }
    let found = if best.gap == Some(0.0) { "" } else { "that was found " };
    let why = match (question.budget, question.model) {
        (Some(_), _) => format!("none {found}fits the budget and adds anything"),
        (None, model) if model.pays_to_open() => format!("none {found}earns its rent"),
        _ => format!("none {found}adds anything"),
    };
    Some(format!(
        "{open} stores are open, fewer than the {allowed} allowed: of further sites {why}"
    ))
}

/// The curve may have found a better layout of as many stores from one of fewer.
fn better(findings: &mut Findings) {
    let open = findings.best.placed.open.len() as u32;
    let step = findings.curve.iter().find(|step| step.sites == open);
    if let Some(step) = step.filter(|step| step.best.better_by(&findings.best) > 0.0) {
        findings.best = step.best.clone();
    }
}

/// The first of the good layouts where it is better than the best.
fn ahead(study: &Study<'_>, best: &Answered, robust: &Robustness) -> Option<Answered> {
    let (value, open) = robust.good.first()?;
    if best.ahead_of(*value) >= 0.0 || best.placed.service != Service::Nearest {
        return None;
    }
    let placed = Placed::nearest(open.clone());
    let objective = price(&placed, &study.question).ok()?;
    Some(Answered { placed, objective, ..best.clone() }.bounded(best.bound))
}
