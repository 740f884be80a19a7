//! How popular each SKU is: the curve by rank, and which category stands at which rank.

use crate::Fault;
use crate::spec::catalog::CatalogSpec;
use domain::dist::standard_normal_quantile;
use domain::rng::Stream;
use domain::units::Paise;

use super::assortment::Kind;

/// Rounds in which categories are moved towards their shares of lines.
const ROUNDS: usize = 80;
/// Spread of log popularity within a category before ranking; the curve decides what it means.
const SPREAD: f64 = 1.3;
/// A range of this many SKUs or fewer is chosen by demand alone; larger ones hold more and more of
/// the categories with many variants.
const CORE_RANGE: f64 = 250.0;

/// Share of order lines by popularity rank; falls from rank to rank and sums to 1.
///
/// Each class holds its share of picks, spread by a power of the rank.
///
/// # Errors
/// When the shares do not sum to 1 or a class would outsell the one before it, SKU by SKU.
pub(super) fn by_rank(
    spec: &CatalogSpec,
    count: usize,
    [a, b]: [usize; 2],
) -> Result<Vec<f64>, Fault> {
    let path = "catalog.class_pick_shares";
    let shares = spec.class_pick_shares;
    let total: f64 = shares.iter().sum();
    let positive = shares.iter().all(|share| *share > 0.0 && share.is_finite());
    Fault::unless(positive && (total - 1.0).abs() < 1e-6, path, || {
        format!("shares of picks sum to {total}, allowed: three shares above 0 that sum to 1")
    })?;
    for exponent in spec.zipf_exponents {
        Fault::unless((0.0..=5.0).contains(&exponent), "catalog.zipf_exponents", || {
            format!("Zipf exponent {exponent}, allowed: 0 to 5")
        })?;
    }
    let mut curve = Vec::with_capacity(count);
    for (class, ranks) in [0..a, a..a + b, a + b..count].into_iter().enumerate() {
        let fall = |rank: usize| libm::pow((rank + 1) as f64, -spec.zipf_exponents[class]);
        let sum: f64 = ranks.clone().map(fall).sum();
        curve.extend(ranks.map(|rank| shares[class] * fall(rank) / sum));
    }
    Fault::unless(curve.is_sorted_by(|x, y| x >= y), path, || {
        "a class outsells the one before it, SKU by SKU".to_owned()
    })
    .map_err(|fault| fault.help("give the faster class fewer SKUs or a larger share of picks"))?;
    Ok(curve)
}

/// The category of every SKU of a generated range of `count`, sorted by category.
pub(super) fn kinds_of_range(kinds: &[Kind], count: usize) -> Vec<usize> {
    let demand: f64 = kinds.iter().map(|kind| kind.demand).sum();
    let range: f64 = kinds.iter().map(|kind| kind.range).sum();
    let core = (CORE_RANGE / count as f64).min(1.0);
    let exact: Vec<f64> = kinds
        .iter()
        .map(|kind| {
            count as f64 * (core * kind.demand / demand + (1.0 - core) * kind.range / range)
        })
        .collect();
    let mut sizes: Vec<usize> = exact.iter().map(|size| *size as usize).collect();
    let mut order: Vec<usize> = (0..kinds.len()).collect();
    order.sort_by(|&x, &y| {
        (exact[y] - libm::floor(exact[y])).total_cmp(&(exact[x] - libm::floor(exact[x])))
    });
    let missing = count - sizes.iter().sum::<usize>();
    for &kind in order.iter().take(missing) {
        sizes[kind] += 1;
    }
    sizes.iter().enumerate().flat_map(|(kind, size)| std::iter::repeat_n(kind, *size)).collect()
}

/// Scales the demand of categories so that cold and fragile goods hold their shares of lines
/// (iterative proportional fitting), over the categories that occur among `present`.
///
/// # Errors
/// When the range has no category to give a share to.
pub(super) fn rake(kinds: &mut [Kind], present: &[usize], spec: &CatalogSpec) -> Result<(), Fault> {
    let mut occurs = vec![false; kinds.len()];
    present.iter().for_each(|&kind| occurs[kind] = true);
    for (kind, occurs) in kinds.iter_mut().zip(&occurs) {
        if !occurs {
            kind.demand = 0.0;
        }
    }
    type Flag = fn(&Kind) -> bool;
    let margins: [(Flag, f64, &str); 2] = [
        (|kind| kind.is_cold, spec.cold_share, "catalog.cold_share"),
        (|kind| kind.is_fragile, spec.fragile_share, "catalog.fragile_share"),
    ];
    for _ in 0..ROUNDS {
        for (flag, target, path) in margins {
            let mass = |wanted: bool| -> f64 {
                kinds.iter().filter(|kind| flag(kind) == wanted).map(|kind| kind.demand).sum()
            };
            let (with, without) = (mass(true), mass(false));
            if !spec.source.is_empty() && (with == 0.0 || without == 0.0) {
                continue;
            }
            let reachable = (with > 0.0 || target == 0.0) && without > 0.0;
            Fault::unless(reachable, path, || {
                format!("no SKU of the range can hold a share of {target}")
            })?;
            for kind in kinds.iter_mut() {
                let (share, mass) =
                    if flag(kind) { (target, with) } else { (1.0 - target, without) };
                if mass > 0.0 {
                    kind.demand *= share / mass;
                }
            }
        }
    }
    Ok(())
}

/// A SKU on its rank.
pub(super) struct Place {
    /// Position in the list of SKUs.
    pub(super) sku: usize,
    /// How popular it is within its category: a standard normal score.
    pub(super) score: f64,
}

/// How popular each SKU is within its category: standard normal scores.
///
/// Where prices are known they lean on the scores: the cheaper goods of a category are the more
/// popular ones, with correlation `cheap_is_popular`. (Generated prices follow scores instead.)
pub(super) fn scores(
    kind_of: &[usize],
    prices: &[Option<Paise>],
    cheap_is_popular: f64,
    stream: &mut Stream,
) -> Vec<f64> {
    let mut scores: Vec<f64> = kind_of.iter().map(|_| super::normal(stream)).collect();
    let mut priced: Vec<(usize, Paise, usize)> = prices
        .iter()
        .enumerate()
        .filter_map(|(sku, price)| price.map(|price| (kind_of[sku], price, sku)))
        .collect();
    priced.sort_unstable();
    let own = (1.0 - cheap_is_popular * cheap_is_popular).max(0.0).sqrt();
    for members in priced.chunk_by(|x, y| x.0 == y.0) {
        for (rank, (_, _, sku)) in members.iter().enumerate() {
            let dear = standard_normal_quantile((rank as f64 + 0.5) / members.len() as f64);
            scores[*sku] = own * scores[*sku] - cheap_is_popular * dear;
        }
    }
    scores
}

/// Ranks SKUs so that the curve gives every category its share of lines.
///
/// Each SKU has a score within its category and each category a level; levels move until the
/// shares fit. Of all rounds the best fit is kept, cold and fragile shares first.
pub(super) fn rank(kinds: &[Kind], kind_of: &[usize], scores: &[f64], curve: &[f64]) -> Vec<Place> {
    let mut sizes = vec![0.0_f64; kinds.len()];
    kind_of.iter().for_each(|&kind| sizes[kind] += 1.0);
    // A category whose share was set to nothing still has its SKUs: they sell next to nothing.
    let target: Vec<f64> = kinds.iter().map(|kind| kind.demand.max(1e-9)).collect();
    let mut levels: Vec<f64> =
        target.iter().zip(&sizes).map(|(t, n)| libm::log(t / n.max(1.0))).collect();
    let mut best: (f64, Vec<usize>) = (f64::INFINITY, Vec::new());
    for _ in 0..ROUNDS {
        let height = |sku: usize| levels[kind_of[sku]] + SPREAD * scores[sku];
        let mut order: Vec<usize> = (0..kind_of.len()).collect();
        order.sort_by(|&x, &y| height(y).total_cmp(&height(x)).then(x.cmp(&y)));
        let mut share = vec![0.0_f64; kinds.len()];
        for (sku, popularity) in order.iter().zip(curve) {
            share[kind_of[*sku]] += popularity;
        }
        let gap = misfit(kinds, &target, &share);
        if gap < best.0 {
            best = (gap, order);
        }
        for (kind, level) in levels.iter_mut().enumerate().filter(|(kind, _)| sizes[*kind] > 0.0) {
            *level += 0.5 * libm::log(target[kind] / share[kind].max(1e-9));
        }
    }
    best.1.into_iter().map(|sku| Place { sku, score: scores[sku] }).collect()
}

/// How far category shares are off, the shares of cold and fragile goods counting most.
fn misfit(kinds: &[Kind], target: &[f64], share: &[f64]) -> f64 {
    let (mut cold, mut fragile, mut each) = (0.0_f64, 0.0_f64, 0.0);
    for ((kind, target), share) in kinds.iter().zip(target).zip(share) {
        let gap = share - target;
        cold += if kind.is_cold { gap } else { 0.0 };
        fragile += if kind.is_fragile { gap } else { 0.0 };
        each += gap.abs();
    }
    10.0 * (cold.abs() + fragile.abs()) + each
}
