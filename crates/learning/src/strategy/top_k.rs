//! The best few of a stream.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// Keeps the `k` best rated of any number of spectra; equal ratings go to the lesser name.
#[derive(Debug, Clone, Default)]
pub struct TopK {
    k: usize,
    /// The worst of the kept is on top.
    kept: BinaryHeap<Entry>,
}

#[derive(Debug, Clone)]
struct Entry {
    rating: f64,
    name: Box<str>,
    index: usize,
}

/// Best first: the larger rating, then the lesser name, then the lesser index.
fn order(a: (f64, &str, usize), b: (f64, &str, usize)) -> Ordering {
    b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)).then_with(|| a.2.cmp(&b.2))
}

impl Entry {
    fn key(&self) -> (f64, &str, usize) {
        (self.rating, &self.name, self.index)
    }
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        order(self.key(), other.key())
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Entry {}

impl TopK {
    /// Will keep `k`.
    pub fn new(k: usize) -> Self {
        Self { k, kept: BinaryHeap::with_capacity(k.saturating_add(1).min(1 << 20)) }
    }

    /// Considers one spectrum; `index` is what [`Self::into_indices`] gives back for it.
    pub fn offer(&mut self, rating: f64, name: &str, index: usize) {
        if self.kept.len() == self.k {
            match self.kept.peek() {
                Some(worst) if order((rating, name, index), worst.key()).is_lt() => drop(self.kept.pop()),
                _ => return,
            }
        }
        self.kept.push(Entry { rating, name: name.into(), index });
    }

    /// Indices of the kept, best first.
    pub fn into_indices(self) -> Vec<usize> {
        self.kept.into_sorted_vec().into_iter().map(|entry| entry.index).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(k: usize, stream: &[(f64, &str)]) -> Vec<usize> {
        let mut top = TopK::new(k);
        stream.iter().enumerate().for_each(|(i, (rating, name))| top.offer(*rating, name, i));
        top.into_indices()
    }

    #[test]
    fn the_best_come_first() {
        assert_eq!(best(2, &[(1.0, "a"), (3.0, "b"), (2.0, "c")]), [1, 2]);
    }

    #[test]
    fn ties_are_broken_by_name_whatever_the_order() {
        assert_eq!(best(2, &[(1.0, "c"), (1.0, "a"), (1.0, "b")]), [1, 2]);
        assert_eq!(best(2, &[(1.0, "a"), (1.0, "b"), (1.0, "c")]), [0, 1]);
        assert_eq!(best(1, &[(0.5, "a"), (1.0, "z"), (1.0, "y")]), [2]);
    }

    #[test]
    fn fewer_than_k_are_all_kept_and_none_is_kept_of_none() {
        assert_eq!(best(5, &[(1.0, "b"), (2.0, "a")]), [1, 0]);
        assert_eq!(best(0, &[(1.0, "b")]), [0_usize; 0]);
    }
}
