//! Questions of placement as integer programs, for solvers that know of no stores.

use domain::decision::placement::{Model, PlacementQuestion, Standing};
use good_lp::{Constraint, Expression, ProblemVariables, Variable, variable};

use super::capacitated::capacitated;
use super::view;
use kernels::capacitated::Capacitated;
use kernels::location::Location;

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
    /// Coefficients of the constraints, and how many there may be.
    size: usize,
    most: usize,
}

impl IntegerProgram {
    /// Of a question; `None` where it would have more than `most` coefficients. O(points x sites),
    /// for the p-center sorted.
    pub(super) fn of(question: &PlacementQuestion<'_>, most: usize) -> Option<Self> {
        let mut program = Self::of_sites(question, most);
        match question.model {
            Model::PCenter => program.reach_all(question)?,
            Model::Capacitated | Model::SingleSource => {
                let problem = capacitated(question);
                program.pay(problem.sites.iter().map(|site| site.opening));
                program.assign(&problem)?;
            }
            Model::PMedian
            | Model::MaxCovering { .. }
            | Model::SetCovering { .. }
            | Model::Uncapacitated => {
                let location = view(question, usize::MAX).location;
                program.pay(location.sites.iter().map(|site| site.opening));
                (0..location.customers()).try_for_each(|it| program.serve(&location, it))?;
            }
        }
        program.fits()?;
        Some(program)
    }

    /// Which sites may open together.
    fn of_sites(question: &PlacementQuestion<'_>, most: usize) -> Self {
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
            most,
        };
        let count = || open.iter().map(|site| (1.0, *site));
        program.demand(sum(count()).geq(1.0), open.len());
        program.demand(sum(count()).leq(question.most_sites() as f64), open.len());
        if question.budget.is_some() {
            let prices = question.candidates.iter().map(|candidate| candidate.opening_cost);
            let spent = sum(prices.zip(open.iter().copied()));
            program.demand(spent.leq(question.spendable()), open.len());
        }
        program
    }

    fn demand(&mut self, constraint: Constraint, size: usize) {
        self.constraints.push(constraint);
        self.size += size;
    }

    /// `None` where there are too many coefficients.
    fn fits(&self) -> Option<()> {
        (self.size <= self.most).then_some(())
    }

    fn pay(&mut self, opening: impl Iterator<Item = f64>) {
        for (cost, site) in opening.zip(&self.open) {
            self.cost.add_mul(cost, *site);
        }
    }

    /// How many of these sites are open.
    fn any(&self, sites: &[u32]) -> Expression {
        sum(sites.iter().map(|site| (1.0, self.open[*site as usize])))
    }

    /// A variable that is 1 where `before` is and none of these sites is open; without `before`,
    /// where none is.
    fn closed(&mut self, before: Option<Variable>, sites: &[u32]) -> Variable {
        let closed = self.variables.add(variable().min(0).max(1));
        let any = self.any(sites) + closed;
        match before {
            Some(before) => self.demand((any - before).geq(0.0), sites.len() + 2),
            None => self.demand(any.geq(1.0), sites.len() + 1),
        }
        closed
    }

    /// One of these sites is open wherever `before` is 1; without `before` always.
    fn one_of(&mut self, before: Option<Variable>, sites: &[u32]) {
        let any = self.any(sites);
        match before {
            Some(before) => self.demand((any - before).geq(0.0), sites.len() + 1),
            None => self.demand(any.geq(1.0), sites.len()),
        }
    }

    /// A customer, served by the cheapest of the open sites that it is linked to.
    fn serve(&mut self, location: &Location, customer: usize) -> Option<()> {
        let unserved = location.unserved[customer];
        let links: Vec<(u32, f64)> =
            location.links_of(customer).filter(|link| link.1 < unserved).collect();
        let sites: Vec<u32> = links.iter().map(|link| link.0).collect();
        // What it costs at least, then what each dearer step adds unless a site before it is open.
        let mut paid = links.first().map_or(unserved, |link| link.1);
        if paid.is_infinite() {
            self.one_of(None, &[]);
            return self.fits();
        }
        self.cost += paid;
        let (mut closed, mut from) = (None, 0);
        for at in 0..sites.len() {
            let next = links.get(at + 1).map_or(unserved, |link| link.1);
            if next.is_infinite() {
                self.one_of(closed, &sites[from..]);
            } else if next > paid {
                let farther = self.closed(closed, &sites[from..=at]);
                self.cost.add_mul(next - paid, farther);
                (paid, closed, from) = (next, Some(farther), at + 1);
            }
        }
        match (location.spare.get(customer), closed) {
            (Some(spare), Some(closed)) => self.cover_twice(&sites, closed, *spare),
            (Some(spare), None) => self.cost += *spare,
            (None, _) => {}
        }
        self.fits()
    }

    /// What it costs where fewer than two of these sites are open; `closed` is 1 where none is, at
    /// a cost not below `spare`.
    fn cover_twice(&mut self, sites: &[u32], closed: Variable, spare: f64) {
        let once = self.variables.add(variable().min(0).max(1));
        self.demand((self.any(sites) + closed + once).geq(2.0), sites.len() + 2);
        self.cost.add_mul(spare, once);
    }

    /// The worst-served demand point, as near as can be.
    fn reach_all(&mut self, question: &PlacementQuestion<'_>) -> Option<()> {
        let points = (0..question.weights.len()).filter(|point| question.weights[*point] > 0.0);
        let mut rows: Vec<Vec<(f64, u32)>> = Vec::new();
        let mut pairs = 0;
        for point in points {
            let far = |site: u32| Some((question.distance(point, site as usize)?, site));
            let mut row: Vec<(f64, u32)> = (0..self.open.len() as u32).filter_map(far).collect();
            row.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            pairs += row.len();
            if pairs > self.most {
                return None;
            }
            rows.push(row);
        }
        let mut radii: Vec<f64> = rows.iter().flatten().map(|link| link.0).collect();
        radii.sort_unstable_by(f64::total_cmp);
        radii.dedup();
        // Whether the worst-served point is farther away than each radius but the last.
        let farther = self.variables.add_vector(variable().min(0).max(1), radii.len().max(1) - 1);
        self.cost += radii.first().copied().unwrap_or(0.0);
        for (pair, farther) in radii.windows(2).zip(&farther) {
            self.cost.add_mul(pair[1] - pair[0], *farther);
        }
        for pair in farther.windows(2) {
            self.demand((Expression::from(pair[0]) - pair[1]).geq(0.0), 2);
        }
        for row in rows {
            let mut closed = None;
            for near in row.chunk_by(|a, b| a.0 == b.0) {
                let rank = radii.partition_point(|radius| *radius < near[0].0);
                if rank > 0 {
                    let beyond = Expression::from(farther[rank - 1]);
                    match closed {
                        Some(closed) => self.demand((beyond - closed).geq(0.0), 2),
                        None => self.demand(beyond.geq(1.0), 1),
                    }
                }
                let sites: Vec<u32> = near.iter().map(|link| link.1).collect();
                closed = Some(self.closed(closed, &sites));
            }
            match closed {
                Some(closed) => self.demand(Expression::from(closed).leq(0.0), 1),
                None => self.one_of(None, &[]),
            }
            self.fits()?;
        }
        Some(())
    }

    /// Customers to sites, none of which serves more than its capacity.
    fn assign(&mut self, problem: &Capacitated) -> Option<()> {
        let sites = problem.sites.len();
        let mut loads = vec![Expression::default(); sites];
        for customer in 0..problem.customers() {
            let mut served = Expression::default();
            for (site, load) in (0..).zip(&mut loads) {
                let cost = problem.cost(site, customer);
                if cost >= problem.forbidden {
                    continue;
                }
                let share = variable().min(0).max(1);
                let share = if problem.splits { share } else { share.integer() };
                let share = self.variables.add(share);
                self.service.push((site, customer as u32, share));
                self.cost.add_mul(cost, share);
                served.add_mul(1.0, share);
                load.add_mul(problem.sizes[customer], share);
                let is_open = self.open[site as usize];
                self.demand((Expression::from(share) - is_open).leq(0.0), 2);
            }
            self.demand(served.eq(1.0), sites);
            self.fits()?;
        }
        for ((capacity, is_open), mut load) in
            problem.capacities.iter().zip(&self.open.clone()).zip(loads)
        {
            if capacity.is_finite() {
                load.add_mul(-capacity, *is_open);
                self.demand(load.leq(0.0), problem.customers() + 1);
            }
        }
        self.fits()
    }
}

fn sum(terms: impl Iterator<Item = (f64, Variable)>) -> Expression {
    let mut sum = Expression::default();
    terms.for_each(|(factor, variable)| sum.add_mul(factor, variable));
    sum
}
