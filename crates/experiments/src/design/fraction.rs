//! Two-level fractional factorial designs 2^(k-p) and what their effects are mixed up with.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Serialize, Serializer};

use super::fractions::STANDARD;

/// Letters of factors, in their order; I stands for the mean and is left out.
const LETTERS: &[u8; MAX_FACTORS] = b"ABCDEFGHJKLMNOP";

/// Most factors of a fractional design.
pub const MAX_FACTORS: usize = 15;

/// A product of factors: bit `i` stands for factor `i`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Word(pub u32);

impl Word {
    /// Number of factors in the product.
    #[must_use]
    pub fn order(self) -> u32 {
        self.0.count_ones()
    }

    fn parse(text: &str) -> Option<Self> {
        let mut word = 0;
        for letter in text.bytes() {
            let at = LETTERS.iter().position(|known| *known == letter.to_ascii_uppercase())?;
            if word & 1 << at != 0 {
                return None;
            }
            word |= 1 << at;
        }
        (word != 0).then_some(Self(word))
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letters = LETTERS.iter().enumerate().filter(|(at, _)| self.0 & 1 << at != 0);
        letters.map(|(_, letter)| char::from(*letter)).try_for_each(|letter| write!(f, "{letter}"))
    }
}

impl Serialize for Word {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// An effect and the main effects and two-factor interactions that it cannot be told from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Alias {
    /// The effect that gives the column its name.
    pub effect: Word,
    /// What else the column measures; products of three and more factors are not listed.
    pub with: Vec<Word>,
}

/// A fraction of the combinations of `k` factors at two levels.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fraction {
    /// Runs.
    pub runs: usize,
    /// Least length of a word of the defining relation; none where all combinations are run.
    pub resolution: Option<u8>,
    /// The factors that are products of others, as `D = ABC`.
    pub generators: Vec<String>,
    /// Words of the defining relation by their length, from length 0.
    pub word_lengths: Vec<u32>,
    /// Main effects and two-factor interactions, one entry for each column they share.
    pub aliases: Vec<Alias>,
    /// For each factor the product of basic factors it is, one bit for each basic factor.
    #[serde(skip)]
    columns: Vec<u32>,
}

impl Fraction {
    /// The smallest standard fraction of `factors` factors with at least the resolution asked for,
    /// and among those of its size one of least aberration (Fries & Hunter 1980,
    /// doi:10.2307/1268198).
    ///
    /// # Errors
    /// There are too many factors, or no fraction of at most 128 runs is that good.
    pub fn standard(factors: usize, resolution: u8) -> Result<Self, String> {
        if !(1..=MAX_FACTORS).contains(&factors) {
            return Err(format!("{factors} factors, a fraction takes 1 to {MAX_FACTORS}"));
        }
        let of_size =
            STANDARD.iter().filter(|(basic, count, _)| *count == factors && *basic < factors);
        for (basic, _, products) in of_size {
            let fraction = Self::from_columns(factors, *basic, products);
            if fraction.resolution.is_some_and(|reached| reached >= resolution) {
                return Ok(fraction);
            }
        }
        if factors <= 7 {
            return Ok(Self::from_columns(factors, factors, &[]));
        }
        let best = STANDARD.iter().rfind(|(_, count, _)| *count == factors);
        let best = best.and_then(|(basic, _, products)| {
            Self::from_columns(factors, *basic, products).resolution
        });
        Err(format!(
            "no standard fraction of {factors} factors has resolution {resolution}, allowed at \
             most {}; `generators` may say more",
            best.unwrap_or_default()
        ))
    }

    /// The fraction in which some factors are products of others, as `D = ABC`.
    ///
    /// # Errors
    /// The position of the generator at fault and the broken rule.
    pub fn generated(factors: usize, generators: &[String]) -> Result<Self, (usize, String)> {
        if !(1..=MAX_FACTORS).contains(&factors) {
            return Err((0, format!("{factors} factors, a fraction takes 1 to {MAX_FACTORS}")));
        }
        let mut products: Vec<Option<Word>> = vec![None; factors];
        let last = char::from(LETTERS[factors - 1]);
        for (at, text) in generators.iter().enumerate() {
            let expected =
                || format!("`{text}` is not a factor and a product of two or more, like `D = ABC`");
            let parsed = text.split_once('=').and_then(|(left, right)| {
                Some((Word::parse(left.trim())?, Word::parse(right.trim())?))
            });
            let Some((factor, product)) = parsed else { return Err((at, expected())) };
            if factor.order() != 1 || product.order() < 2 {
                return Err((at, expected()));
            }
            if (factor.0 | product.0) >> factors != 0 {
                return Err((
                    at,
                    format!("`{text}` names a factor that is not there, allowed A to {last}"),
                ));
            }
            let slot = &mut products[factor.0.trailing_zeros() as usize];
            if slot.replace(product).is_some() {
                return Err((at, format!("`{text}`: factor {factor} has a generator already")));
            }
        }
        let basic: Vec<usize> = (0..factors).filter(|i| products[*i].is_none()).collect();
        let mut columns = vec![0; factors];
        for (bit, factor) in basic.iter().enumerate() {
            columns[*factor] = 1 << bit;
        }
        for (at, text) in generators.iter().enumerate() {
            let (left, _) = text.split_once('=').unwrap_or_default();
            let Some(factor) = Word::parse(left.trim()) else { continue };
            let factor = factor.0.trailing_zeros() as usize;
            let Some(product) = products[factor] else { continue };
            for other in (0..factors).filter(|i| product.0 & 1 << i != 0) {
                if products[other].is_some() {
                    let other = char::from(LETTERS[other]);
                    return Err((
                        at,
                        format!("`{text}`: {other} is itself a product, allowed basic factors"),
                    ));
                }
                columns[factor] |= columns[other];
            }
            if columns[..factor].iter().chain(&columns[factor + 1..]).any(|c| *c == columns[factor])
            {
                return Err((at, format!("`{text}` makes two factors the same column")));
            }
        }
        Ok(Self::of(columns, basic.len()))
    }

    /// The first `basic` factors free, the others products of them.
    fn from_columns(factors: usize, basic: usize, products: &[u32]) -> Self {
        let columns = (0..basic).map(|bit| 1 << bit).chain(products.iter().copied());
        let columns: Vec<u32> = columns.collect();
        assert_eq!(columns.len(), factors, "a column for every factor");
        Self::of(columns, basic)
    }

    fn of(columns: Vec<u32>, basic: usize) -> Self {
        let factors = columns.len();
        let basic_factors: Vec<usize> =
            (0..basic).filter_map(|bit| columns.iter().position(|c| *c == 1 << bit)).collect();
        let product = |column: u32| {
            let factors =
                basic_factors.iter().enumerate().filter(|(bit, _)| column & 1 << bit != 0);
            Word(factors.map(|(_, factor)| 1 << factor).sum())
        };
        let generated = || {
            let columns = columns.iter().enumerate();
            columns.filter(|(factor, _)| !basic_factors.contains(factor))
        };
        let generators =
            generated().map(|(f, column)| format!("{} = {}", Word(1 << f), product(*column)));
        let generators = generators.collect();
        let mut relation = vec![0_u32];
        for (factor, column) in generated() {
            let word = product(*column).0 | 1 << factor;
            let products: Vec<u32> = relation.iter().map(|other| other ^ word).collect();
            relation.extend(products);
        }
        let mut word_lengths = vec![0; factors + 1];
        relation[1..].iter().for_each(|word| word_lengths[word.count_ones() as usize] += 1);
        let resolution = word_lengths.iter().position(|count| *count > 0).map(|r| r as u8);
        let aliases = aliases(&columns);
        Self { runs: 1 << basic, resolution, generators, word_lengths, aliases, columns }
    }

    /// Levels of the factors in each run, 0 low and 1 high; the first basic factor varies fastest
    /// (Yates' order).
    #[must_use]
    pub fn rows(&self) -> Vec<Vec<usize>> {
        // A product of signs is positive where an even number of them is negative.
        let level =
            |run: u32, column: u32| usize::from((!run & column).count_ones().is_multiple_of(2));
        let runs = 0..self.runs as u32;
        runs.map(|run| self.columns.iter().map(|column| level(run, *column)).collect()).collect()
    }
}

/// Main effects and two-factor interactions gathered by the column they measure.
fn aliases(columns: &[u32]) -> Vec<Alias> {
    let factors = columns.len();
    let mains = (0..factors).map(|a| (1 << a, columns[a]));
    let pairs = (0..factors)
        .flat_map(|a| (a + 1..factors).map(move |b| (1 << a | 1 << b, columns[a] ^ columns[b])));
    let mut place = BTreeMap::new();
    let mut found: Vec<Alias> = Vec::new();
    for (word, column) in mains.chain(pairs) {
        let at = *place.entry(column).or_insert(found.len());
        match found.get_mut(at) {
            Some(alias) => alias.with.push(Word(word)),
            None => found.push(Alias { effect: Word(word), with: Vec::new() }),
        }
    }
    found
}
