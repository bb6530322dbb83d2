//! A bound for the number of hits in a finite population, valid at every look, from uniform draws without replacement.
//!
//! After `n` draws with `k` hits the probability of the observed sequence in a population of `N` with `K` hits is
//! `L(K) = K!/(K-k)! · (N-K)!/(N-K-n+k)! · (N-n)!/N!`. Against the hypothesis "`K = m`" stands the mixture of all `K > m`, weighted by
//! a beta-binomial prior `w` that is fixed before the first draw:
//!
//! `E(m) = Σ_{K>m} w(K) L(K) / (W(m) L(m))`, with `W(m) = Σ_{K>m} w(K)`.
//!
//! *It is an e-process.* Under `K = m` each ratio `L(K)/L(m)` is a non-negative martingale that starts at 1, so their mixture is one
//! too, and by Ville's inequality it reaches `1/α` at *any* of its looks with probability `α` at most (Ville 1939; Waudby-Smith and
//! Ramdas 2020 for sampling without replacement). Where fewer than `m` are hits it is a supermartingale.
//!
//! *It falls with `m`.* Let `r = L(m+1)/L(m)` and `π = w(m+1)/W(m)`. Then `E(m) = r (π + (1-π) E(m+1))`, so `E(m) ≥ E(m+1)` exactly
//! where `E(m+1) (1 - r(1-π)) ≤ r π`. Above the maximum of `L` is `E ≤ 1`: nothing is rejected there. Below it `r ≥ 1`, and as `L` is
//! log-concave `L(m+1+i)/L(m+1) ≤ r^i`. Where `W(m)/w(m)` does not rise with `m`, `K - m` given `K > m + 1` has a lighter tail than
//! the geometric distribution with `π`, hence `E(m+1) ≤ r π / (1 - r(1-π))`. That `W/w` does not rise holds for `a ≥ 1` and
//! `0 < b ≤ 1`: for `a = 1` it is `(N-m)/b`; for larger `a` each term `w(m+i)/w(m)` is multiplied by a ratio that falls with `m` and
//! rises with `i`, and the one term that is lost from `m` to `m + 1` is the last. So what is rejected is all below one number,
//! and the search from above ends at the first rejected `m`.
//!
//! *Numbers.* `x(m) = W(m)/w(m)` and `y(m) = Σ_{K>m} w(K)L(K)/(w(m)L(m))` obey `x(m) = ρ(m) (x(m+1) + 1)` with rational `ρ`, all
//! terms positive; `E(m) = y(m)/x(m)`. No logarithm, no cancellation: the relative error is some units of rounding for each step.

use serde::{Deserialize, Serialize};

use super::CertificateError;

/// The beta-binomial prior over the number of hits: what is expected, fixed before the first draw. It costs labels where it is
/// wrong, never coverage.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Prior {
    /// Weight of hits, at least 1.
    pub a: f64,
    /// Weight of misses, in (0, 1].
    pub b: f64,
}

impl Prior {
    /// For a list of which most are right.
    pub const LIST: Self = Self { a: 3.0, b: 0.5 };
    /// For near misses, of which most are as the model says.
    pub const NEAR: Self = Self { a: 5.0, b: 0.5 };
    /// For the rest of the archive, of which nearly all are as the model says.
    pub const REST: Self = Self { a: 20.0, b: 0.3 };

    /// Whether the bound can be proved with this prior.
    fn is_sound(self) -> bool {
        self.a >= 1.0 && self.a.is_finite() && self.b > 0.0 && self.b <= 1.0
    }
}

/// A finite population with its prior.
#[derive(Debug, Clone)]
pub struct Finite {
    size: usize,
    prior: Prior,
    /// `W(m)/w(m)`, `[size + 1]`.
    tails: Vec<f64>,
}

impl Finite {
    /// A population of `size`. Takes `O(size)` time and memory.
    ///
    /// # Errors
    /// On a prior for which the bound is not proved.
    pub fn new(size: usize, prior: Prior) -> Result<Self, CertificateError> {
        if !prior.is_sound() {
            return Err(CertificateError::Prior { a: prior.a, b: prior.b });
        }
        let mut tails = vec![0.0; size + 1];
        for m in (0..size).rev() {
            tails[m] = prior_ratio(size, prior, m) * (tails[m + 1] + 1.0);
        }
        Ok(Self { size, prior, tails })
    }

    /// How many there are.
    pub fn size(&self) -> usize {
        self.size
    }

    /// The least number of hits that `hits` of `drawn` do not reject at level `alpha`, at this look alone.
    ///
    /// # Panics
    /// When more are drawn than there are, or more are hits than drawn.
    pub fn least(&self, drawn: usize, hits: usize, alpha: f64) -> usize {
        self.check(drawn, hits);
        let (mut y, mut m) = (0.0_f64, self.size - (drawn - hits));
        while m > hits {
            y = self.ratio(drawn, hits, m - 1) * (y + 1.0);
            if y * alpha >= self.tails[m - 1] {
                return m;
            }
            m -= 1;
        }
        hits
    }

    /// The most hits that are not rejected: the least number of misses, from above.
    pub fn most(&self, drawn: usize, hits: usize, alpha: f64) -> usize {
        self.size - self.least(drawn, drawn - hits, alpha)
    }

    /// The e-value against "at most `m` are hits": infinite where that is impossible, 0 where it is certain.
    ///
    /// # Panics
    /// As [`Self::least`].
    pub fn evidence(&self, drawn: usize, hits: usize, m: usize) -> f64 {
        self.check(drawn, hits);
        if m < hits {
            return f64::INFINITY;
        }
        let top = self.size - (drawn - hits);
        let y = (m..top).rev().fold(0.0, |y, m| self.ratio(drawn, hits, m) * (y + 1.0));
        if y == 0.0 { 0.0 } else { y / self.tails[m] }
    }

    fn check(&self, drawn: usize, hits: usize) {
        assert!(drawn <= self.size && hits <= drawn, "{hits} hits in {drawn} draws from {}", self.size);
    }

    /// `w(m+1) L(m+1) / (w(m) L(m))`, for `hits ≤ m < size - (drawn - hits)`.
    fn ratio(&self, drawn: usize, hits: usize, m: usize) -> f64 {
        let (left, misses) = (real(self.size - m), real(drawn - hits));
        (real(m) + self.prior.a) * (left - misses) / ((left - 1.0 + self.prior.b) * (real(m) + 1.0 - real(hits)))
    }
}

/// `w(m+1)/w(m)` of the beta-binomial distribution.
fn prior_ratio(size: usize, prior: Prior, m: usize) -> f64 {
    let left = real(size - m);
    (real(m) + prior.a) * left / ((left - 1.0 + prior.b) * (real(m) + 1.0))
}

/// A count as a number.
#[expect(clippy::cast_precision_loss, reason = "archives have far fewer than 2^52 spectra")]
pub(super) fn real(n: usize) -> f64 {
    n as f64
}

/// The best bound over all looks so far: draws go in one after the other.
#[derive(Debug, Clone)]
pub struct Looks<'a> {
    population: &'a Finite,
    alpha: f64,
    drawn: usize,
    hits: usize,
    least: usize,
}

impl<'a> Looks<'a> {
    /// Before the first draw, at level `alpha` for all looks together.
    pub fn new(population: &'a Finite, alpha: f64) -> Self {
        Self { population, alpha, drawn: 0, hits: 0, least: 0 }
    }

    /// One more draw; returns the bound, which never falls.
    ///
    /// # Panics
    /// When all are drawn.
    pub fn add(&mut self, hit: bool) -> usize {
        self.drawn += 1;
        self.hits += usize::from(hit);
        self.least = self.least.max(self.population.least(self.drawn, self.hits, self.alpha));
        self.least
    }

    /// The bound so far: with confidence `1 - alpha` at least so many are hits.
    pub fn least(&self) -> usize {
        self.least
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finite(size: usize) -> Finite {
        Finite::new(size, Prior::LIST).unwrap()
    }

    #[test]
    fn what_is_drawn_to_the_last_is_known() {
        for hits in 0..=12 {
            assert_eq!(finite(12).least(12, hits, 0.05), hits);
            assert_eq!(finite(12).most(12, hits, 0.05), hits);
        }
    }

    #[test]
    fn nothing_drawn_says_nothing() {
        for size in [0, 1, 50] {
            assert_eq!(finite(size).least(0, 0, 0.05), 0);
            assert_eq!(finite(size).most(0, 0, 0.05), size);
        }
    }

    #[test]
    fn a_draw_expects_to_leave_the_evidence_as_it_is() {
        // E is a martingale under K = m, as long as the next draw can turn out both ways.
        let (size, population) = (9_usize, finite(9));
        for m in 1..size {
            for (drawn, hits) in (0..4_usize).flat_map(|drawn| (0..=drawn).map(move |hits| (drawn, hits))) {
                if hits >= m || drawn - hits >= size - m {
                    continue;
                }
                let p = (m - hits) as f64 / (size - drawn) as f64;
                let next = |hit: usize| population.evidence(drawn + 1, hits + hit, m);
                let (expected, now) = (p * next(1) + (1.0 - p) * next(0), population.evidence(drawn, hits, m));
                assert!((expected - now).abs() < 1e-12 * now, "m {m}, {hits} of {drawn}: {expected} {now}");
            }
        }
    }

    #[test]
    fn the_evidence_falls_with_the_hypothesis() {
        for prior in [Prior::LIST, Prior::NEAR, Prior::REST, Prior { a: 1.0, b: 1.0 }, Prior { a: 1.0, b: 0.01 }] {
            for size in [1, 2, 7, 40, 90] {
                let population = Finite::new(size, prior).unwrap();
                assert!(population.tails.windows(2).all(|pair| pair[0] >= pair[1] * (1.0 - 1e-12)), "{prior:?} {size}");
                for drawn in 0..=size.min(25) {
                    for hits in 0..=drawn {
                        let at = |m| population.evidence(drawn, hits, m);
                        let rejected: Vec<bool> = (0..=size).map(|m| at(m) >= 20.0).collect();
                        assert!(rejected.windows(2).all(|pair| pair[0] || !pair[1]), "{prior:?} {size} {hits}/{drawn}");
                        let least = rejected.iter().position(|&out| !out).unwrap();
                        assert_eq!(population.least(drawn, hits, 0.05), least);
                    }
                }
            }
        }
    }

    #[test]
    fn a_prior_without_proof_is_refused() {
        for (a, b) in [(0.5, 0.5), (3.0, 1.5), (3.0, 0.0), (f64::NAN, 0.5), (f64::INFINITY, 0.5)] {
            assert!(Finite::new(10, Prior { a, b }).is_err(), "{a} {b}");
        }
    }

    #[test]
    fn more_hits_never_lower_the_bound() {
        let population = finite(300);
        for drawn in 1..=60 {
            let bounds: Vec<usize> = (0..=drawn).map(|hits| population.least(drawn, hits, 0.05)).collect();
            assert!(bounds.is_sorted(), "{drawn}");
        }
    }
}
