//! Distributions as plain data, drawn by inverse transform: one uniform per draw.

use rand_core::Rng as _;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::rng::Stream;

/// A distribution of a non-negative quantity; its unit is that of the field that holds it.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Dist {
    /// Always the same value.
    Constant {
        /// The value.
        value: f64,
    },
    /// Every value between two bounds alike.
    Uniform {
        /// Lower bound.
        low: f64,
        /// Upper bound.
        high: f64,
    },
    /// Memoryless.
    Exponential {
        /// Mean.
        mean: f64,
    },
    /// The bell curve, cut off at zero.
    Normal {
        /// Mean before the cut.
        mean: f64,
        /// Standard deviation before the cut.
        sd: f64,
    },
    /// Its logarithm is normal.
    LogNormal {
        /// Median.
        median: f64,
        /// Standard deviation of the natural logarithm.
        sigma: f64,
    },
    /// Straight lines from two bounds to a peak.
    Triangular {
        /// Lower bound.
        low: f64,
        /// Peak.
        mode: f64,
        /// Upper bound.
        high: f64,
    },
}

impl Dist {
    /// The value never varies.
    #[must_use]
    pub const fn constant(value: f64) -> Self {
        Self::Constant { value }
    }

    /// One draw.
    #[inline]
    pub fn draw(&self, stream: &mut Stream) -> f64 {
        self.quantile(stream.uniform())
    }

    /// The value that a share `p` of draws stays below, `p` strictly between 0 and 1.
    #[must_use]
    pub fn quantile(&self, p: f64) -> f64 {
        match *self {
            Self::Constant { value } => value,
            Self::Uniform { low, high } => low + (high - low) * p,
            Self::Exponential { mean } => -mean * libm::log1p(-p),
            Self::Normal { mean, sd } => (mean + sd * standard_normal_quantile(p)).max(0.0),
            Self::LogNormal { median, sigma } => {
                median * libm::exp(sigma * standard_normal_quantile(p))
            }
            Self::Triangular { low, mode, high } => {
                let width = high - low;
                if width <= 0.0 {
                    return low;
                }
                let split = (mode - low) / width;
                if p < split {
                    low + libm::sqrt(p * width * (mode - low))
                } else {
                    high - libm::sqrt((1.0 - p) * width * (high - mode))
                }
            }
        }
    }

    /// The expectation (of a [`Dist::Normal`], before the cut at zero).
    #[must_use]
    pub fn mean(&self) -> f64 {
        match *self {
            Self::Constant { value } => value,
            Self::Uniform { low, high } => (low + high) / 2.0,
            Self::Exponential { mean } | Self::Normal { mean, .. } => mean,
            Self::LogNormal { median, sigma } => median * libm::exp(sigma * sigma / 2.0),
            Self::Triangular { low, mode, high } => (low + mode + high) / 3.0,
        }
    }

    /// Says what is wrong with the parameters, if anything.
    ///
    /// # Errors
    /// A parameter that is negative, not finite, or out of order, with the allowed range.
    pub fn validate(&self) -> Result<(), &'static str> {
        let finite = |values: &[f64]| values.iter().all(|v| v.is_finite() && *v >= 0.0);
        match *self {
            Self::Constant { value } if finite(&[value]) => Ok(()),
            Self::Uniform { low, high } if finite(&[low, high]) && low <= high => Ok(()),
            Self::Exponential { mean } if finite(&[mean]) => Ok(()),
            Self::Normal { mean, sd } if finite(&[mean, sd]) => Ok(()),
            Self::LogNormal { median, sigma } if finite(&[median, sigma]) && sigma <= 5.0 => Ok(()),
            Self::Triangular { low, mode, high }
                if finite(&[low, mode, high]) && low <= mode && mode <= high =>
            {
                Ok(())
            }
            Self::Constant { .. } => Err("`value` must be a finite number of at least 0"),
            Self::Uniform { .. } => Err("needs 0 <= `low` <= `high`, both finite"),
            Self::Exponential { .. } => Err("`mean` must be a finite number of at least 0"),
            Self::Normal { .. } => Err("`mean` and `sd` must be finite and at least 0"),
            Self::LogNormal { .. } => Err("`median` must be at least 0 and `sigma` in 0..=5"),
            Self::Triangular { .. } => Err("needs 0 <= `low` <= `mode` <= `high`, all finite"),
        }
    }
}

/// The inverse of the standard normal distribution function, to about 1e-16.
///
/// Source: Wichura (1988), algorithm AS 241 (PPND16), doi:10.2307/2347330.
#[must_use]
pub fn standard_normal_quantile(p: f64) -> f64 {
    const A: [f64; 8] = [
        3.387_132_872_796_366_5,
        1.331_416_678_917_843_8e2,
        1.971_590_950_306_551_3e3,
        1.373_169_376_550_946e4,
        4.592_195_393_154_987e4,
        6.726_577_092_700_87e4,
        3.343_057_558_358_813e4,
        2.509_080_928_730_122_7e3,
    ];
    const B: [f64; 8] = [
        1.0,
        4.231_333_070_160_091e1,
        6.871_870_074_920_579e2,
        5.394_196_021_424_751e3,
        2.121_379_430_158_659_7e4,
        3.930_789_580_009_271e4,
        2.872_908_573_572_194_3e4,
        5.226_495_278_852_545e3,
    ];
    const C: [f64; 8] = [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        2.417_807_251_774_506e-1,
        2.272_384_498_926_918_4e-2,
        7.745_450_142_783_414e-4,
    ];
    const D: [f64; 8] = [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        6.897_673_349_851e-1,
        1.481_039_764_274_800_8e-1,
        1.519_866_656_361_645_7e-2,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ];
    const E: [f64; 8] = [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        2.965_605_718_285_048_7e-1,
        2.653_218_952_657_612_4e-2,
        1.242_660_947_388_078_4e-3,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ];
    const F: [f64; 8] = [
        1.0,
        5.998_322_065_558_88e-1,
        1.369_298_809_227_358e-1,
        1.487_536_129_085_061_5e-2,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ];
    let polynomial = |coefficients: &[f64; 8], x: f64| {
        coefficients.iter().rev().fold(0.0, |sum, coefficient| sum * x + coefficient)
    };
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * polynomial(&A, r) / polynomial(&B, r);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    let r = libm::sqrt(-libm::log(tail));
    let size = if r <= 5.0 {
        polynomial(&C, r - 1.6) / polynomial(&D, r - 1.6)
    } else {
        polynomial(&E, r - 5.0) / polynomial(&F, r - 5.0)
    };
    if q < 0.0 { -size } else { size }
}

/// Draws an index with probability proportional to its weight, in constant time.
///
/// Source: Vose (1991), doi:10.1109/32.92917.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Alias {
    cells: Vec<(u32, u32)>,
}

impl Alias {
    /// Builds the table. O(n). Weights must be finite and not negative, one of them positive.
    ///
    /// # Panics
    /// When no weight is positive or one is negative or not finite.
    #[must_use]
    pub fn new(weights: &[f64]) -> Self {
        let total: f64 = weights.iter().sum();
        assert!(
            total > 0.0 && total.is_finite() && weights.iter().all(|w| *w >= 0.0),
            "weights are finite, not negative, and one is positive"
        );
        let n = weights.len();
        let mut share: Vec<f64> = weights.iter().map(|w| w * n as f64 / total).collect();
        let (mut small, mut large): (Vec<usize>, Vec<usize>) =
            (0..n).partition(|&i| share[i] < 1.0);
        let mut cells: Vec<(u32, u32)> = (0..n).map(|i| (u32::MAX, i as u32)).collect();
        while let (Some(&low), Some(&high)) = (small.last(), large.last()) {
            small.pop();
            cells[low] = ((share[low] * 4_294_967_296.0) as u32, high as u32);
            share[high] -= 1.0 - share[low];
            if share[high] < 1.0 {
                large.pop();
                small.push(high);
            }
        }
        Self { cells }
    }

    /// Number of indices.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Has no index to draw.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Draws an index.
    #[inline]
    pub fn draw(&self, stream: &mut Stream) -> usize {
        let cell = stream.below(self.cells.len() as u32) as usize;
        let (keep, other) = self.cells[cell];
        if stream.next_u32() <= keep { cell } else { other as usize }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Streams};

    #[test]
    fn normal_quantiles_match_published_values() {
        for (p, z) in [
            (0.5, 0.0),
            (0.9, 1.281_551_565_544_600_4),
            (0.975, 1.959_963_984_540_054),
            (0.001, -3.090_232_306_167_813_5),
            (1e-12, -7.034_483_825_301_132),
        ] {
            assert!((standard_normal_quantile(p) - z).abs() < 1e-12, "p = {p}");
        }
    }

    #[test]
    fn draws_have_the_stated_mean() {
        let dists = [
            Dist::Constant { value: 3.0 },
            Dist::Uniform { low: 1.0, high: 4.0 },
            Dist::Exponential { mean: 20.0 },
            Dist::Normal { mean: 50.0, sd: 5.0 },
            Dist::LogNormal { median: 30.0, sigma: 0.5 },
            Dist::Triangular { low: 1.0, mode: 2.0, high: 9.0 },
        ];
        for (entity, dist) in dists.iter().enumerate() {
            let mut stream = Streams::new(3, 0).open(Purpose::Test, entity as u64);
            let n = 100_000;
            let draws: Vec<f64> = (0..n).map(|_| dist.draw(&mut stream)).collect();
            let mean = draws.iter().sum::<f64>() / f64::from(n);
            let variance = draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / f64::from(n);
            let error = (variance / f64::from(n)).sqrt();
            assert!((mean - dist.mean()).abs() <= 4.0 * error + 1e-9, "{dist:?}: {mean}");
        }
    }

    #[test]
    fn an_alias_table_keeps_the_weights() {
        let weights = [5.0, 0.0, 1.0, 2.0, 2.0];
        let alias = Alias::new(&weights);
        let mut stream = Streams::new(9, 0).open(Purpose::Test, 1);
        let mut counts = [0_u32; 5];
        let n = 100_000;
        for _ in 0..n {
            counts[alias.draw(&mut stream)] += 1;
        }
        assert_eq!(counts[1], 0);
        for (count, weight) in counts.iter().zip(weights) {
            let p = weight / 10.0;
            let error = (p * (1.0 - p) / f64::from(n)).sqrt();
            assert!((f64::from(*count) / f64::from(n) - p).abs() <= 4.5 * error + 1e-12);
        }
    }

    #[test]
    fn senseless_parameters_are_refused() {
        for dist in [
            Dist::Constant { value: -1.0 },
            Dist::Uniform { low: 2.0, high: 1.0 },
            Dist::Exponential { mean: f64::NAN },
            Dist::LogNormal { median: 1.0, sigma: 9.0 },
            Dist::Triangular { low: 3.0, mode: 2.0, high: 4.0 },
        ] {
            assert!(dist.validate().is_err(), "{dist:?}");
        }
    }
}
