//! An upper bound for the number of rare ones in a whole pool, valid at every look, from draws of unequal probability.
//!
//! At a draw the unlabelled object `I` is taken with the known probability `q(I) > 0`; `S` rare ones were labelled before. With
//! `z = y/q(I)` is `E[z | past] = T - S`, whatever happened before: a learner may ask in between as it likes, may learn from the draws,
//! and its scores may be useless or misleading. Against the hypothesis "`T ≥ m`"
//!
//! `E(m) = mean over c of Π (1 + c (m - S - z) / (z_max - m + S))`
//!
//! is a non-negative supermartingale that starts at 1, since no `z` exceeds `z_max = 1/min q` and `c < 1`. By Ville's inequality it
//! reaches `1/α` at any look with probability `α` at most (Waudby-Smith and Ramdas 2024; Shekhar et al. 2023 for weighted sampling
//! without replacement). Each factor rises with `m`: its derivative is `c (z_max - z) / (z_max - m + S)² ≥ 0`. So what is rejected is
//! all above one number, found by bisection; and the smallest bound of all looks is that of the largest evidence of all looks.

use super::finite::real;

/// The bets: fractions of the largest one that cannot ruin.
pub const BETS: [f64; 5] = [0.1, 0.3, 0.6, 0.9, 0.999];

/// What was known at one draw, and what it gave.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Observation {
    /// Rare ones that were labelled before the draw.
    pub found: usize,
    /// Objects without a label before the draw.
    pub unlabelled: usize,
    /// The probability of the object that was drawn.
    pub q: f64,
    /// One over the smallest probability of all unlabelled objects.
    pub z_max: f64,
    /// Whether the object is rare.
    pub hit: bool,
}

/// The draws of a campaign with the bound that they give.
#[derive(Debug, Clone)]
pub struct Total {
    alpha: f64,
    draws: Vec<Observation>,
    most: usize,
}

impl Total {
    /// Before the first draw: `found` rare ones are labelled, `unlabelled` objects are left.
    pub fn new(found: usize, unlabelled: usize, alpha: f64) -> Self {
        Self { alpha, draws: Vec::new(), most: found + unlabelled }
    }

    /// One more draw; returns the bound, which never rises.
    pub fn add(&mut self, draw: Observation) -> usize {
        self.draws.push(draw);
        let found = draw.found + usize::from(draw.hit);
        self.most = self.most.min(found + draw.unlabelled.saturating_sub(1)).max(found);
        if self.rejects(self.most) {
            let (mut kept, mut out) = (found, self.most);
            while out - kept > 1 {
                let middle = usize::midpoint(kept, out);
                if self.rejects(middle) { out = middle } else { kept = middle }
            }
            self.most = kept;
        }
        self.most
    }

    /// The bound so far: with confidence `1 - alpha` at most so many of the pool are rare.
    pub fn most(&self) -> usize {
        self.most
    }

    fn rejects(&self, m: usize) -> bool {
        m > self.draws.last().map_or(0, |last| last.found + usize::from(last.hit))
            && self.log_evidence(m) >= -self.alpha.ln()
    }

    /// The logarithm of the e-value against "`m` or more are rare", after all draws.
    pub fn log_evidence(&self, m: usize) -> f64 {
        log_mean(BETS.map(|bet| log_wealth(&self.draws, m, bet)))
    }
}

/// The logarithm of the capital of one bet. Factors are multiplied, and logarithms taken of products only.
fn log_wealth(draws: &[Observation], m: usize, bet: f64) -> f64 {
    let (mut log, mut product) = (0.0, 1.0_f64);
    for draw in draws {
        product *= factor(draw, m, bet);
        if !(1e-200..1e200).contains(&product) {
            log += product.ln();
            product = 1.0;
        }
    }
    log + product.ln()
}

/// What one draw multiplies the capital with. Where the hypothesis leaves no more than is possible nothing is bet.
pub(super) fn factor(draw: &Observation, m: usize, bet: f64) -> f64 {
    let rest = real(m) - real(draw.found);
    if rest < 0.0 || rest >= draw.z_max {
        return 1.0;
    }
    let z = if draw.hit { 1.0 / draw.q } else { 0.0 };
    1.0 + bet * (rest - z) / (draw.z_max - rest)
}

/// The logarithm of the mean of numbers given by their logarithms.
fn log_mean(logs: [f64; BETS.len()]) -> f64 {
    let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if most == f64::NEG_INFINITY {
        return most;
    }
    most + (logs.iter().map(|log| (log - most).exp()).sum::<f64>() / real(BETS.len())).ln()
}

/// The e-value of one fixed hypothesis, draw by draw, for simulations of the coverage.
#[derive(Debug, Clone)]
pub struct Wealth {
    m: usize,
    products: [f64; BETS.len()],
}

impl Wealth {
    /// Before the first draw, against "`m` or more are rare".
    pub fn new(m: usize) -> Self {
        Self { m, products: [1.0; BETS.len()] }
    }

    /// One more draw; returns the e-value.
    pub fn add(&mut self, draw: &Observation) -> f64 {
        for (product, bet) in self.products.iter_mut().zip(BETS) {
            *product *= factor(draw, self.m, bet);
        }
        self.products.iter().sum::<f64>() / real(BETS.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uniform(found: usize, unlabelled: usize, hit: bool) -> Observation {
        Observation { found, unlabelled, q: 1.0 / real(unlabelled), z_max: real(unlabelled), hit }
    }

    #[test]
    fn all_drawn_is_all_known() {
        let mut total = Total::new(2, 4, 0.05);
        for (i, hit) in [true, false, false, true].into_iter().enumerate() {
            let found = 2 + usize::from(i > 0);
            total.add(uniform(found, 4 - i, hit));
        }
        assert_eq!(total.most(), 4);
    }

    #[test]
    fn the_bound_is_the_last_that_a_search_of_all_does_not_reject() {
        let mut total = Total::new(0, 200, 0.05);
        let (mut found, mut least) = (0, 200);
        for i in 0..150 {
            let hit = i % 17 == 3;
            total.add(uniform(found, 200 - i, hit));
            found += usize::from(hit);
            let cap = least.min(found + 199 - i);
            let searched = (found..=cap).rev().find(|&m| m == found || total.log_evidence(m) < 20.0_f64.ln()).unwrap();
            least = searched;
            assert_eq!(total.most(), least, "draw {i}");
        }
    }

    #[test]
    fn a_draw_expects_to_leave_the_capital_as_it_is() {
        // Three unlabelled objects with q ½, ¼, ¼; the first and third are rare; one more was found: T = 3.
        for bet in BETS {
            let draw = |q, hit| Observation { found: 1, unlabelled: 3, q, z_max: 4.0, hit };
            let expected: f64 = [(0.5, true), (0.25, false), (0.25, true)]
                .into_iter()
                .map(|(q, hit)| q * factor(&draw(q, hit), 3, bet))
                .sum();
            assert!((expected - 1.0).abs() < 1e-14, "{bet}");
        }
    }

    #[test]
    fn the_running_capital_is_that_of_the_whole_history() {
        let mut total = Total::new(0, 300, 0.05);
        let mut wealth = Wealth::new(40);
        for i in 0..100 {
            let draw = uniform(i / 10, 300 - i, i % 10 == 9);
            total.add(draw);
            assert!((wealth.add(&draw).ln() - total.log_evidence(40)).abs() < 1e-12);
        }
    }
}
