//! The triangle in which a sum of differences must leave to decide between two hypotheses.

/// Fabian's triangular continuation region with `c = 1`, for one error probability.
///
/// A Brownian motion of unknown variance and drift at least `drift` upwards leaves the triangle
/// through the lower side with probability at most `beta`, where the variance is estimated with
/// `degrees` of freedom independently of the path. Looking at the path only at some times fixed
/// in advance does not raise that probability (Jennison, Johnstone and Turnbull 1982), so a
/// procedure may look once per batch.
///
/// Source: Fabian (1974), Annals of Statistics 2, pages 170-176; Kim and Nelson (2001),
/// doi:10.1145/502109.502111.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Triangle {
    beta: f64,
}

impl Triangle {
    /// The region whose wrong side is left through with probability at most `beta` < 1/2.
    pub(crate) fn new(beta: f64) -> Self {
        assert!(beta > 0.0 && beta < 0.5, "an error probability lies between 0 and 1/2");
        Self { beta }
    }

    /// The constant h² = 2η(n₀ - 1), with η = ½[(2β)^(-2/(n₀ - 1)) - 1] and n₀ - 1 = `degrees`.
    pub(crate) fn h2(&self, degrees: u32) -> f64 {
        let degrees = f64::from(degrees);
        degrees * libm::expm1(-2.0 / degrees * libm::log(2.0 * self.beta))
    }

    /// How far the sum of `count` differences of variance `variance` may lie from 0 undecided.
    pub(crate) fn half_width(h2: f64, variance: f64, drift: f64, count: u32) -> f64 {
        (h2 * variance / (2.0 * drift) - drift * f64::from(count) / 2.0).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// eta by bisection of g(eta) = beta, and 2 eta (n0 - 1) from it.
    #[test]
    fn h2_solves_the_defining_equation() {
        for (beta, degrees) in [(0.05_f64, 9_u32), (0.01, 9), (0.005, 19), (0.025, 1), (0.2, 1000)]
        {
            let g = |eta: f64| 0.5 * (1.0 + 2.0 * eta).powf(-f64::from(degrees) / 2.0);
            let (mut low, mut high) = (0.0, 1e6);
            for _ in 0..200 {
                let middle = (low + high) / 2.0;
                if g(middle) > beta { low = middle } else { high = middle }
            }
            let expected = 2.0 * low * f64::from(degrees);
            let h2 = Triangle::new(beta).h2(degrees);
            assert!((h2 / expected - 1.0).abs() < 1e-9, "{beta} {degrees}: {h2} {expected}");
        }
    }

    #[test]
    fn with_many_degrees_of_freedom_h2_is_the_known_variance_constant() {
        let h2 = Triangle::new(0.0125).h2(1_000_000);
        assert!((h2 - -2.0 * (0.025_f64).ln()).abs() < 1e-4);
    }
}
