//! Questions of placement as integer programs, for solvers that know of no stores.

use domain::decision::placement::{Model, PlacementQuestion, Standing};
use good_lp::{Constraint, Expression, ProblemVariables, Variable, variable};

use super::capacitated::capacitated;
use super::covering::budget;
use super::view;
use crate::kernels::capacitated::Capacitated;
use crate::kernels::location::Location;

/// An integer program whose least cost is the objective of a question, or, where much is to be
/// covered, the demand that is not.
///
/// Customers served by their nearest open site have a variable for each distance that it may be
/// farther away than, rather than one for each site (radius formulation); so has the worst-served
/// point of the p-center. With capacities there is one for each site and customer.
///
/// Source: García, Labbé & Marín (2011), doi:10.1287/ijoc.1100.0418; Elloumi, Labbé & Pochet (2004),
/// doi:10.1287/ijoc.1030.0028, for the p-center.
pub(super) struct IntegerProgram {
    /// What it decides.
    pub(super) variables: ProblemVariables,
    /// What is to be as little as can be.
    pub(super) cost: Expression,
    /// What has to hold.
    pub(super) constraints: Vec<Constraint>,
    /// Whether each candidate opens.
    pub(super) open: Vec<Variable>,
    /// With capacities: site, demand point, and how much of that it serves.
    pub(super) service: Vec<(u32, u32, Variable)>,
    /// Coefficients of the constraints.
    pub(super) size: usize,
}

impl IntegerProgram {
    /// Of a question. O(points x sites), for the p-center sorted.
    pub(super) fn of(question: &PlacementQuestion<'_>) -> Self {
        let mut program = Self::of_sites(question);
        match question.model {
            Model::PCenter => program.reach_all(question),
            Model::Capacitated | Model::SingleSource => {
                let problem = capacitated(question);
                let opening: Vec<f64> = problem.sites.iter().map(|site| site.opening).collect();
                program.pay(&opening);
                program.assign(&problem);
            }
            Model::PMedian
            | Model::MaxCovering { .. }
            | Model::SetCovering { .. }
            | Model::Uncapacitated => {
                let location = view(question, usize::MAX).location;
                let opening: Vec<f64> = location.sites.iter().map(|site| site.opening).collect();
                program.pay(&opening);
                (0..location.customers()).for_each(|it| program.serve(&location, it));
            }
        }
        program
    }

    /// Which sites may open together.
    fn of_sites(question: &PlacementQuestion<'_>) -> Self {
        let mut variables = ProblemVariables::new();
        let open = question.candidates.iter().map(|candidate| {
            let (least, most) = match candidate.standing {
                Standing::Free => (0, 1),
                Standing::Kept => (1, 1),
                Standing::Banned => (0, 0),
            };
            variables.add(variable().integer().min(least).max(most))
        });
        let open: Vec<Variable> = open.collect();
        let mut program = Self {
            variables,
            cost: Expression::default(),
            constraints: Vec::new(),
            open: open.clone(),
            service: Vec::new(),
            size: 0,
        };
        let count = || open.iter().map(|site| (1.0, *site));
        program.demand(sum(count()).geq(1.0), open.len());
        program.demand(sum(count()).leq(question.most_sites() as f64), open.len());
        if question.budget.is_some() {
            let prices = question.candidates.iter().map(|candidate| candidate.opening_cost);
            let spent = sum(prices.zip(open.iter().copied()));
            program.demand(spent.leq(budget(question)), open.len());
        }
        program
    }

    fn demand(&mut self, constraint: Constraint, size: usize) {
        self.constraints.push(constraint);
        self.size += size;
    }

    fn pay(&mut self, opening: &[f64]) {
        for (cost, site) in opening.iter().zip(&self.open) {
            self.cost.add_mul(*cost, *site);
        }
    }

    /// A variable that is 1 where none of these sites is open.
    fn closed(&mut self, sites: &[u32]) -> Variable {
        let closed = self.variables.add(variable().min(0).max(1));
        self.demand((self.any(sites) + closed).geq(1.0), sites.len() + 1);
        closed
    }

    /// How many of these sites are open.
    fn any(&self, sites: &[u32]) -> Expression {
        sum(sites.iter().map(|site| (1.0, self.open[*site as usize])))
    }

    /// A customer, served by the cheapest of the open sites that it is linked to.
    fn serve(&mut self, location: &Location, customer: usize) {
        let unserved = location.unserved[customer];
        let links: Vec<(u32, f64)> =
            location.links_of(customer).filter(|link| link.1 < unserved).collect();
        let sites: Vec<u32> = links.iter().map(|link| link.0).collect();
        // What it costs at least, then what each dearer step adds unless a site before it is open.
        let mut paid = links.first().map_or(unserved, |link| link.1);
        if !paid.is_finite() {
            // Nobody may serve it, so that nothing can be.
            return self.demand(Expression::from(0.0).geq(1.0), 0);
        }
        self.cost += paid;
        let mut last = None;
        for at in 0..sites.len() {
            let next = links.get(at + 1).map_or(unserved, |link| link.1);
            if next.is_infinite() {
                self.demand(self.any(&sites).geq(1.0), sites.len());
            } else if next > paid {
                let closed = self.closed(&sites[..=at]);
                self.cost.add_mul(next - paid, closed);
                (paid, last) = (next, Some(closed));
            }
        }
        match (location.spare.get(customer), last) {
            (Some(spare), Some(closed)) => self.cover_twice(&sites, closed, *spare),
            (Some(spare), None) => self.cost += *spare,
            (None, _) => {}
        }
    }

    /// What it costs where fewer than two of these sites are open; `closed` is 1 where none is, at
    /// a cost not below `spare`.
    fn cover_twice(&mut self, sites: &[u32], closed: Variable, spare: f64) {
        let once = self.variables.add(variable().min(0).max(1));
        self.demand((self.any(sites) + closed + once).geq(2.0), sites.len() + 2);
        self.cost.add_mul(spare, once);
    }

    /// The worst-served demand point, as near as can be.
    fn reach_all(&mut self, question: &PlacementQuestion<'_>) {
        let mut rows: Vec<Vec<(f64, u32)>> = Vec::new();
        for point in (0..question.weights.len()).filter(|point| question.weights[*point] > 0.0) {
            let far = |site: u32| Some((question.distance(point, site as usize)?, site));
            let mut row: Vec<(f64, u32)> = (0..self.open.len() as u32).filter_map(far).collect();
            row.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            rows.push(row);
        }
        let mut radii: Vec<f64> = rows.iter().flatten().map(|link| link.0).collect();
        radii.sort_unstable_by(f64::total_cmp);
        radii.dedup();
        // Whether the worst-served point is farther away than each radius but the last.
        let beyond: Vec<Variable> =
            (1..radii.len()).map(|_| self.variables.add(variable().min(0).max(1))).collect();
        self.cost += radii.first().copied().unwrap_or(0.0);
        for (pair, beyond) in radii.windows(2).zip(&beyond) {
            self.cost.add_mul(pair[1] - pair[0], *beyond);
        }
        for pair in beyond.windows(2) {
            self.demand((Expression::from(pair[0]) - pair[1]).geq(0.0), 2);
        }
        for row in rows {
            let mut any = Expression::default();
            for (at, (distance, site)) in row.iter().enumerate() {
                let is_new = at == 0 || row[at - 1].0 < *distance;
                let rank = radii.partition_point(|radius| radius < distance);
                if is_new && rank > 0 {
                    self.demand((any.clone() + beyond[rank - 1]).geq(1.0), at + 1);
                }
                any.add_mul(1.0, self.open[*site as usize]);
            }
            self.demand(any.geq(1.0), row.len());
        }
    }

    /// Customers to sites, none of which serves more than its capacity.
    fn assign(&mut self, problem: &Capacitated) {
        let sites = problem.sites.len();
        let mut loads = vec![Expression::default(); sites];
        for customer in 0..problem.customers() {
            let mut served = Expression::default();
            for site in 0..sites {
                let cost = problem.cost(site as u32, customer);
                if cost >= problem.forbidden {
                    continue;
                }
                let share = variable().min(0).max(1);
                let share = if problem.splits { share } else { share.integer() };
                let share = self.variables.add(share);
                self.service.push((site as u32, customer as u32, share));
                self.cost.add_mul(cost, share);
                served.add_mul(1.0, share);
                loads[site].add_mul(problem.sizes[customer], share);
                self.demand((Expression::from(share) - self.open[site]).leq(0.0), 2);
            }
            self.demand(served.eq(1.0), sites);
        }
        for (site, mut load) in loads.into_iter().enumerate() {
            let capacity = problem.capacities[site];
            if capacity.is_finite() {
                load.add_mul(-capacity, self.open[site]);
                self.demand(load.leq(0.0), problem.customers() + 1);
            }
        }
    }
}

fn sum(terms: impl Iterator<Item = (f64, Variable)>) -> Expression {
    let mut sum = Expression::default();
    terms.for_each(|(factor, variable)| sum.add_mul(factor, variable));
    sum
}
