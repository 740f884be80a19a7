//! The training baskets' walks through a layout, and what moving SKUs does to them.

use domain::decision::slotting::SlottingQuestion;

use super::routing::Router;
use kernels::Work;

/// A SKU and the bay it is to lie in.
pub(super) type Move = (u32, u32);

/// The shortest walk of every training basket through a layout.
///
/// Moving a SKU changes the walks of the baskets that hold it and no others. By how much is first
/// estimated: the SKU leaves the basket's walk and is put in again where it is least out of the
/// way, which is never shorter than the new shortest walk.
pub(super) struct Walks<'q> {
    question: &'q SlottingQuestion<'q>,
    router: Router,
    /// Walk between places, row by row; place 0 is the depot and place `bay + 1` a bay.
    between: Vec<u32>,
    places: usize,
    /// Baskets of each SKU, ascending.
    baskets: Vec<Vec<u32>>,
    /// The layout: the bay of each SKU.
    pub(super) bays: Vec<u32>,
    lengths: Vec<u64>,
    routes: Vec<Vec<u16>>,
}

/// What moves save, by exact routes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Gain {
    /// Millimetres saved in all baskets; below 0 where walks get longer.
    pub(super) total: i64,
    /// Sum of the squares of what each basket saves.
    squares: f64,
}

impl Gain {
    /// Whether something is saved, and more than so many standard errors: what the sum of as many
    /// savings would come to by chance if the baskets to come saved nothing on average.
    pub(super) fn exceeds(&self, errors: f64) -> bool {
        let total = self.total as f64;
        total > 0.0 && total * total > errors * errors * self.squares
    }
}

impl<'q> Walks<'q> {
    /// The shortest walks through this layout.
    pub(super) fn of(question: &'q SlottingQuestion<'q>, bays: Vec<u32>, work: &mut Work) -> Self {
        let slots = question.bays.iter().map(|bay| bay.slot);
        let slots: Vec<_> = [question.depot].into_iter().chain(slots).collect();
        let walk =
            |from, to| u32::try_from(question.aisles.walk(from, to).0).unwrap_or(u32::MAX / 4);
        let between = slots.iter().flat_map(|from| slots.iter().map(move |to| walk(*from, *to)));
        let mut baskets = vec![Vec::new(); question.goods.len()];
        for (basket, goods) in (0..).zip(question.training.iter()) {
            goods.iter().for_each(|sku| baskets[*sku as usize].push(basket));
        }
        let mut walks = Self {
            question,
            router: Router::of(question),
            between: between.collect(),
            places: slots.len(),
            baskets,
            bays,
            lengths: vec![0; question.training.len()],
            routes: vec![Vec::new(); question.training.len()],
        };
        (0..question.training.len()).for_each(|basket| walks.route(basket, work));
        walks
    }

    /// Sum of all walks, millimetres.
    pub(super) fn total(&self) -> u64 {
        self.lengths.iter().sum()
    }

    /// Whether any basket holds a SKU.
    pub(super) fn is_picked(&self, sku: u32) -> bool {
        !self.baskets[sku as usize].is_empty()
    }

    fn route(&mut self, basket: usize, work: &mut Work) {
        let (goods, route) = (&self.question.training[basket], &mut self.routes[basket]);
        self.lengths[basket] = self.router.route(&self.bays, goods, route);
        work.spend(self.router.work());
    }

    /// For each bay, what all walks would get longer by, at most, if a SKU lay there: the whole
    /// table row. O(lines of its baskets × bays).
    pub(super) fn estimates(&self, sku: u32, by_bay: &mut [i64], work: &mut Work) {
        let mut least = vec![0_u32; self.places];
        by_bay.fill(0);
        for &basket in &self.baskets[sku as usize] {
            least.fill(u32::MAX);
            let saved = self.around(basket, sku, |before, after| {
                let apart = self.row(before)[after];
                let rows = self.row(before).iter().zip(self.row(after));
                for (least, (there, back)) in least.iter_mut().zip(rows) {
                    *least = (*least).min(there + back - apart);
                }
                work.spend(self.places as u64 / 8);
            });
            for (estimate, out) in by_bay.iter_mut().zip(&least[1..]) {
                *estimate += i64::from(*out) - i64::from(saved);
            }
        }
    }

    /// What all walks get longer by, at most, under these moves. A basket that holds several of the
    /// SKUs is taken to stay as it is, as it does when two of a turn change places.
    pub(super) fn estimate(&self, moves: &[Move], work: &mut Work) -> i64 {
        let mut concerned: Vec<(u32, Move)> = Vec::new();
        for &(sku, to) in moves {
            concerned.extend(self.baskets[sku as usize].iter().map(|basket| (*basket, (sku, to))));
        }
        concerned.sort_unstable();
        let alone = concerned.chunk_by(|a, b| a.0 == b.0).filter(|chunk| chunk.len() == 1);
        let mut longer = 0;
        for &(basket, (sku, to)) in alone.flatten() {
            let (place, mut least) = (to as usize + 1, u32::MAX);
            let saved = self.around(basket, sku, |before, after| {
                let out =
                    self.row(before)[place] + self.row(after)[place] - self.row(before)[after];
                least = least.min(out);
            });
            work.spend(self.routes[basket as usize].len() as u64);
            longer += i64::from(least) - i64::from(saved);
        }
        longer
    }

    /// What these moves really save.
    pub(super) fn gain(&mut self, moves: &[Move], work: &mut Work) -> Gain {
        let concerned = self.concerned(moves);
        let back: Vec<Move> =
            moves.iter().map(|(sku, _)| (*sku, self.bays[*sku as usize])).collect();
        self.lay(moves);
        let mut gain = Gain::default();
        for basket in concerned {
            let goods = &self.question.training[basket as usize];
            let saved =
                self.lengths[basket as usize] as i64 - self.router.length(&self.bays, goods) as i64;
            work.spend(self.router.work());
            gain.total += saved;
            gain.squares += saved as f64 * saved as f64;
        }
        self.lay(&back);
        gain
    }

    /// Moves SKUs and routes their baskets anew.
    pub(super) fn apply(&mut self, moves: &[Move], work: &mut Work) {
        self.lay(moves);
        for basket in self.concerned(moves) {
            self.route(basket as usize, work);
        }
    }

    fn lay(&mut self, moves: &[Move]) {
        moves.iter().for_each(|(sku, bay)| self.bays[*sku as usize] = *bay);
    }

    /// Baskets that hold any of the moved SKUs.
    fn concerned(&self, moves: &[Move]) -> Vec<u32> {
        let baskets = moves.iter().flat_map(|(sku, _)| &self.baskets[*sku as usize]);
        let mut baskets: Vec<u32> = baskets.copied().collect();
        baskets.sort_unstable();
        baskets.dedup();
        baskets
    }

    fn row(&self, place: usize) -> &[u32] {
        &self.between[place * self.places..(place + 1) * self.places]
    }

    /// Calls `between` with each two places of a basket's walk, the SKU left out, between which it
    /// may be picked; what leaving it out saves.
    fn around(&self, basket: u32, sku: u32, mut between: impl FnMut(usize, usize)) -> u32 {
        let goods = &self.question.training[basket as usize];
        let turn_of = |sku: u32| self.question.goods[sku as usize].turn;
        let turn = turn_of(sku);
        let (mut before, mut passed, mut saved) = (0, 0, 0);
        // The SKU itself, until the place after it is known.
        let mut left: Option<usize> = None;
        let lines = self.routes[basket as usize].iter().map(|line| goods[usize::from(*line)]);
        for line in lines.map(Some).chain([None]) {
            let place = line.map_or(0, |line| self.bays[line as usize] as usize + 1);
            if line == Some(sku) {
                left = Some(place);
                continue;
            }
            if let Some(left) = left.take() {
                saved = self.row(before)[left] + self.row(left)[place] - self.row(before)[place];
            }
            let next = line.map_or(u8::MAX, turn_of);
            if passed <= turn && turn <= next {
                between(before, place);
            }
            (before, passed) = (place, next);
        }
        saved
    }
}
