//! The floor of a `foodmart` file: its shortest paths, and the aisles that explain them.

use std::collections::{BTreeMap, BTreeSet};

use domain::decision::pick_route::GatedAisles;
use domain::store::Slot;
use domain::units::Millimeters;

use super::error::FormatError;
use super::foodmart_sections::{Sections, metres};
use super::numbers::{number, whole};

/// Shortest paths between vertices.
pub(super) struct Paths {
    lengths: BTreeMap<(usize, usize), Millimeters>,
    /// Where a trolley departs and where it arrives.
    depots: [usize; 2],
}

impl Paths {
    /// Those of a file; there is one between any two locations of its products and the depots.
    pub(super) fn of(sections: &Sections<'_>, depots: [usize; 2]) -> Result<Self, FormatError> {
        let section = sections.named("LocStart LocEnd ShortestPath")?;
        let mut lengths = BTreeMap::new();
        let mut last = 1;
        for (line, fields) in &section.rows {
            let [from, to, length] = fields[..] else {
                return Err(FormatError::new(*line, "expected start, end and length of a path"));
            };
            let [from, to] = [from, to].map(|word| whole(word, *line, &"a location"));
            let (from, to) = (from? as usize, to? as usize);
            // Nobody walks from a place to itself: some files forbid it by a large number.
            if from != to {
                lengths.insert((from, to), metres(length, *line, "the length of a path")?);
            }
            last = *line;
        }
        let paths = Self { lengths, depots };
        let mut places = BTreeSet::new();
        for (line, fields) in &sections.named("Idx Location")?.rows {
            places.insert(whole(fields[1], *line, &"a location")? as usize);
        }
        let from = || places.iter().copied().chain([depots[0]]);
        let to = || places.iter().copied().chain([depots[1]]);
        for (from, to) in from().flat_map(|from| to().map(move |to| (from, to))) {
            if paths.between(from, to).is_none() && (from, to) != (depots[0], depots[1]) {
                return Err(FormatError::new(last, format!("no path from {from} to {to}")));
            }
        }
        Ok(paths)
    }

    fn between(&self, from: usize, to: usize) -> Option<Millimeters> {
        if from == to {
            return Some(Millimeters::ZERO);
        }
        self.lengths.get(&(from, to)).copied()
    }

    /// Distances between the depot, these places and the depot again, row by row.
    pub(super) fn table(&self, mut places: Vec<usize>) -> Vec<u32> {
        places.insert(0, self.depots[0]);
        let ends = [self.depots[1]].into_iter().chain(places[1..].iter().copied());
        let row = |from: usize| ends.clone().map(move |to| (from, to));
        let cells = places.iter().flat_map(|from| row(*from));
        // From depot to depot nobody walks.
        let length = |(from, to)| self.between(from, to).map_or(0, |length| length.0 as u32);
        cells.map(length).collect()
    }
}

/// Parallel aisles with the depot in front of them, and where the locations are.
pub(super) struct Floor {
    pub(super) aisles: GatedAisles<'static>,
    pub(super) slots: BTreeMap<usize, Slot>,
}

impl Floor {
    /// The aisles that explain all paths; `None` where there are none.
    ///
    /// Intersections are vertices of that name; aisles run along the second coordinate.
    pub(super) fn of(sections: &Sections<'_>, paths: &Paths) -> Option<Self> {
        let (mut corners, mut products) = (BTreeMap::new(), BTreeMap::new());
        for (line, fields) in &sections.named("Vertices coordinates").ok()?.rows {
            let [vertex, x, y, name, ..] = fields[..] else { return None };
            let vertex = whole(vertex, *line, &"a vertex").ok()? as usize;
            let [x, y] = [x, y]
                .map(|word| Some((number(word, *line, &"x or y").ok()? * 1e3).round() as i64));
            match name.trim_matches('"') {
                "intersection" => corners.insert((x?, y?), vertex),
                "product" => products.insert(vertex, (x?, y?)).map(|_| 0),
                _ => None,
            };
        }
        let [across, along] = [0, 1].map(|axis| {
            let values = corners.keys().map(|corner| [corner.0, corner.1][axis]);
            values.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>()
        });
        let front = *along.first()?;
        let depth = |y: i64| Some(Millimeters(u64::try_from(y.checked_sub(front)?).ok()?));
        let slot = |(x, y)| {
            let aisle = across.iter().position(|other| *other == x)?;
            Some(Slot { aisle: aisle as u16, depth: depth(y)? })
        };
        let pitch =
            across.windows(2).map(|pair| pair[1].saturating_sub(pair[0])).next().unwrap_or(0);
        let gate = |x: &i64| paths.between(paths.depots[0], *corners.get(&(*x, front))?);
        let aisles = GatedAisles {
            pitch: Millimeters(pitch as u64),
            cross: along.iter().map(|y| depth(*y)).collect::<Option<_>>()?,
            gates: across.iter().map(gate).collect::<Option<_>>()?,
        };
        let slots = products.into_iter().map(|(vertex, at)| Some((vertex, slot(at)?)));
        let floor = Self { aisles, slots: slots.collect::<Option<_>>()? };
        floor.explains(paths).then_some(floor)
    }

    /// Whether every path between locations and depots is as long as on these aisles.
    fn explains(&self, paths: &Paths) -> bool {
        if !matches!(self.aisles.cross.len(), 2 | 3) {
            return false;
        }
        let [depart, arrive] = paths.depots;
        let all = || self.slots.iter().map(|(place, slot)| (*place, Some(*slot)));
        let from = || all().chain([(depart, None)]);
        let to = || all().chain([(arrive, None)]);
        from().all(|(start, from)| {
            to().filter(|(end, _)| (start, *end) != (depart, arrive))
                .all(|(end, to)| paths.between(start, end) == Some(self.aisles.walk(from, to)))
        })
    }
}
