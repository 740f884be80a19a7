//! Prices of units, line by line.
//!
//! A price is a sum over packs of t units, begun packs counting whole: where places hold 3 at most,
//! 4 units take two of them. So it rises with units and is subadditive (two takes are worth no less
//! apart than together).

/// What units of each line are worth, in units of length.
#[derive(Clone, Debug)]
pub(super) struct Tariff {
    /// By units taken; of a line of which many are wanted, of none and one.
    price: Vec<Vec<i64>>,
}

/// Most units of a line that are packed; beyond, only single units have a price.
const MOST_PACKED: u16 = 60;

/// The lines and pack sizes that have a price, one line after the other.
pub(super) fn packs(wanted: &[u16]) -> Vec<(usize, u16)> {
    let of = |(line, &wanted): (usize, &u16)| {
        let sizes = 1..=wanted.clamp(1, if wanted > MOST_PACKED { 1 } else { 8 });
        let whole = (9..=MOST_PACKED).contains(&wanted).then_some(wanted);
        sizes.chain(whole).map(move |size| (line, size))
    };
    wanted.iter().enumerate().flat_map(of).collect()
}

impl Tariff {
    /// From the price of each pack, 0 and more.
    pub(super) fn new(wanted: &[u16], packs: &[(usize, u16)], prices: &[i64]) -> Self {
        let room = |&wanted: &u16| vec![0; usize::from(wanted.min(MOST_PACKED)) + 1];
        let mut price: Vec<Vec<i64>> = wanted.iter().map(room).collect();
        for (&(line, size), pack) in packs.iter().zip(prices) {
            for (units, price) in price[line].iter_mut().enumerate() {
                *price += pack * units.div_ceil(usize::from(size)) as i64;
            }
        }
        Self { price }
    }

    /// The price of units of a line.
    #[inline]
    pub(super) fn of(&self, line: usize, units: u16) -> i64 {
        let price = &self.price[line];
        let units = usize::from(units);
        price.get(units).copied().unwrap_or_else(|| price[1] * units as i64)
    }

    /// The price of so many units of each line.
    pub(super) fn of_all(&self, units: &[u16]) -> i64 {
        units.iter().enumerate().map(|(line, &units)| self.of(line, units)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_takes_are_worth_no_less_apart_than_together() {
        let wanted = [1, 4, 9, 60, 61, 500];
        let packs = packs(&wanted);
        let prices: Vec<i64> = (0..packs.len() as i64).map(|at| at * at % 7).collect();
        let tariff = Tariff::new(&wanted, &packs, &prices);
        for (line, &wanted) in wanted.iter().enumerate() {
            assert_eq!(tariff.of(line, 0), 0);
            for units in 1..=wanted {
                assert!(tariff.of(line, units) >= tariff.of(line, units - 1));
                for part in 0..=units {
                    let apart = tariff.of(line, part) + tariff.of(line, units - part);
                    assert!(apart >= tariff.of(line, units), "line {line}: {part} of {units}");
                }
            }
        }
        assert!(packs.contains(&(3, 60)) && !packs.contains(&(4, 2)));
    }
}
