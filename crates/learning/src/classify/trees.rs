//! Extremely randomised trees (Geurts, Ernst and Wehenkel 2006): thresholds at random, the best of a few features.

use rand::RngExt;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::Examples;
use crate::rng::{Purpose, Random, stream};

/// Trees of a forest.
const TREES: usize = 300;
/// Marks a leaf.
const LEAF: u32 = u32::MAX;

/// A forest of extremely randomised trees.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "a forest is its trees")]
pub struct Trees {
    classes: usize,
    width: usize,
    trees: Vec<Tree>,
}

/// Nodes of a tree in the order of their making: children come after their parent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Tree {
    /// The feature that a node looks at, or [`LEAF`].
    feature: Vec<u32>,
    /// What goes to the left is at most this.
    threshold: Vec<f32>,
    /// The left child, whose right sibling follows it; of a leaf, its place in `shares`.
    next: Vec<u32>,
    /// Share of each class in each leaf, `[leaves, classes]`.
    shares: Vec<f32>,
}

impl Trees {
    /// Fits to examples, classes balanced by weight; the same seed gives the same forest on any number of threads.
    pub fn fit(examples: &Examples<'_>, seed: u64) -> Self {
        let weights = examples.balanced_weights();
        let grow = |tree: usize| {
            let random = stream(seed, Purpose::Trees, tree as u64);
            Grower { examples, weights: &weights, random, tree: Tree::default() }.grow()
        };
        let trees = (0..TREES).into_par_iter().map(grow).collect();
        Self { classes: examples.classes, width: examples.width, trees }
    }

    /// Mean of the leaves' shares, `[n, classes]`.
    pub(super) fn probabilities(&self, features: &[f32]) -> Vec<f32> {
        let mut out = vec![0.0; features.len() / self.width * self.classes];
        for tree in &self.trees {
            for (row, out) in features.chunks_exact(self.width).zip(out.chunks_exact_mut(self.classes)) {
                out.iter_mut().zip(tree.leaf(row, self.classes)).for_each(|(sum, share)| *sum += share);
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "a few hundred trees")]
        let n = self.trees.len() as f32;
        out.iter_mut().for_each(|sum| *sum /= n);
        out
    }

    pub(super) fn fits(&self, width: usize, classes: usize) -> bool {
        let shape = self.width == width && self.classes == classes && !self.trees.is_empty();
        shape && self.trees.iter().all(|tree| tree.fits(width, classes))
    }
}

impl Tree {
    fn leaf(&self, row: &[f32], classes: usize) -> &[f32] {
        let mut node = 0;
        loop {
            let next = self.next[node] as usize;
            if self.feature[node] == LEAF {
                return &self.shares[next * classes..(next + 1) * classes];
            }
            node = next + usize::from(row[self.feature[node] as usize] > self.threshold[node]);
        }
    }

    /// Children come after their parents, so no walk goes round in circles; features and leaves are there.
    fn fits(&self, width: usize, classes: usize) -> bool {
        let n = self.feature.len();
        let sound = |node: usize| {
            let next = self.next[node] as usize;
            match self.feature[node] {
                LEAF => next < self.shares.len() / classes,
                feature => (feature as usize) < width && next > node && next + 1 < n,
            }
        };
        n > 0 && self.threshold.len() == n && self.next.len() == n && (0..n).all(sound)
    }

    #[expect(clippy::cast_possible_truncation, reason = "a tree of labels has far fewer than 2^32 nodes")]
    fn push(&mut self) -> u32 {
        self.feature.push(LEAF);
        self.threshold.push(0.0);
        self.next.push(0);
        (self.feature.len() - 1) as u32
    }
}

/// A tree in the making.
struct Grower<'a> {
    examples: &'a Examples<'a>,
    weights: &'a [f64],
    random: Random,
    tree: Tree,
}

/// A way to divide a node's examples.
struct Split {
    feature: usize,
    threshold: f32,
    impurity: f64,
}

impl Grower<'_> {
    fn grow(mut self) -> Tree {
        let mut open = vec![(self.tree.push() as usize, (0..self.examples.labels.len()).collect::<Vec<usize>>())];
        while let Some((node, members)) = open.pop() {
            let Some(split) = self.split(&members) else {
                self.close(node, &members);
                continue;
            };
            let (left, right): (Vec<usize>, Vec<usize>) =
                members.into_iter().partition(|&i| self.examples.row(i)[split.feature] <= split.threshold);
            let next = self.tree.push();
            let sibling = self.tree.push() as usize;
            #[expect(clippy::cast_possible_truncation, reason = "spectra have far fewer than 2^32 points")]
            let feature = split.feature as u32;
            (self.tree.feature[node], self.tree.threshold[node], self.tree.next[node]) =
                (feature, split.threshold, next);
            open.push((sibling, right));
            open.push((next as usize, left));
        }
        self.tree
    }

    /// The best of √width random features, each at one random threshold; `None` of examples of one class, or that no feature tells apart.
    fn split(&mut self, members: &[usize]) -> Option<Split> {
        let first = self.examples.labels[members[0]];
        if members.iter().all(|&i| self.examples.labels[i] == first) {
            return None;
        }
        let width = self.examples.width;
        let wanted = width.isqrt().max(1);
        let mut best: Option<Split> = None;
        let mut tried = 0;
        // Features in random order, until enough of them have told the examples apart.
        for feature in rand::seq::index::sample(&mut self.random, width, width) {
            let values = members.iter().map(|&i| self.examples.row(i)[feature]);
            let (low, high) =
                values.fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
            if low >= high {
                continue;
            }
            let threshold = self.random.random_range(low..high);
            let impurity = self.impurity(members, feature, threshold);
            if best.as_ref().is_none_or(|best| impurity < best.impurity) {
                best = Some(Split { feature, threshold, impurity });
            }
            tried += 1;
            if tried == wanted {
                break;
            }
        }
        best
    }

    /// Gini's impurity of both sides, weighted.
    fn impurity(&self, members: &[usize], feature: usize, threshold: f32) -> f64 {
        let classes = self.examples.classes;
        let mut sides = vec![0.0; 2 * classes];
        for &i in members {
            let right = usize::from(self.examples.row(i)[feature] > threshold);
            sides[right * classes + self.examples.labels[i] as usize] += self.weights[i];
        }
        sides
            .chunks_exact(classes)
            .map(|side| {
                let total: f64 = side.iter().sum();
                if total > 0.0 { total - side.iter().map(|weight| weight * weight).sum::<f64>() / total } else { 0.0 }
            })
            .sum()
    }

    fn close(&mut self, node: usize, members: &[usize]) {
        let classes = self.examples.classes;
        let mut shares = vec![0.0; classes];
        members.iter().for_each(|&i| shares[self.examples.labels[i] as usize] += self.weights[i]);
        let total: f64 = shares.iter().sum();
        #[expect(clippy::cast_possible_truncation, reason = "a tree of labels has far fewer than 2^32 leaves")]
        {
            self.tree.next[node] = (self.tree.shares.len() / classes) as u32;
            self.tree.shares.extend(shares.into_iter().map(|share| (share / total) as f32));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rings() -> (Vec<f32>, Vec<u32>) {
        let mut random = stream(3, Purpose::Split, 0);
        let points: Vec<f32> = (0..400).map(|_| random.random_range(-1.0..1.0)).collect();
        let labels = points.chunks_exact(2).map(|p| u32::from(p[0] * p[0] + p[1] * p[1] > 0.5)).collect();
        (points, labels)
    }

    #[test]
    fn a_ring_is_told_from_its_inside_and_the_examples_are_known_by_heart() {
        let (features, labels) = rings();
        let examples = Examples { features: &features, width: 2, labels: &labels, classes: 2 };
        let forest = Trees::fit(&examples, 1);
        assert!(forest.fits(2, 2));
        let known = forest.probabilities(&features);
        assert!(known.chunks_exact(2).zip(&labels).all(|(p, label)| p[*label as usize] > 0.99));
        let new = forest.probabilities(&[0.0, 0.0, 0.9, 0.9]);
        assert!(new[0] > 0.8 && new[3] > 0.8, "{new:?}");
    }

    #[test]
    fn equal_examples_of_two_classes_share_a_leaf_and_the_seed_decides_the_rest() {
        let examples = Examples { features: &[1.0, 1.0, 1.0], width: 1, labels: &[0, 1, 1], classes: 2 };
        // Balanced weights: each class counts half.
        assert_eq!(Trees::fit(&examples, 1).probabilities(&[1.0]), [0.5, 0.5]);
        let (features, labels) = rings();
        let examples = Examples { features: &features, width: 2, labels: &labels, classes: 2 };
        assert_eq!(Trees::fit(&examples, 1), Trees::fit(&examples, 1));
        assert_ne!(Trees::fit(&examples, 1), Trees::fit(&examples, 2));
    }

    #[test]
    fn a_file_that_would_walk_in_circles_is_not_believed() {
        let tree = Tree { feature: vec![0, LEAF], threshold: vec![0.0; 2], next: vec![0, 0], shares: vec![1.0, 0.0] };
        assert!(!tree.fits(1, 2));
    }
}
