//! The isolation forest (Liu, Ting and Zhou 2008): what few random cuts set apart from the rest is strange.

use rand::RngExt;
use rayon::prelude::*;

use crate::linear_algebra::by_blocks;
use crate::rng::{Purpose, Random, stream};

/// Trees of a forest.
const TREES: usize = 200;
/// Rows that a tree is grown from.
const SAMPLE: usize = 256;
/// Euler's constant.
const EULER: f64 = 0.577_215_664_901_532_9;

/// A forest grown from some rows.
#[derive(Debug, Clone, PartialEq)]
pub struct IsolationForest {
    width: usize,
    trees: Vec<Tree>,
    /// Depth at which an ordinary row is expected to stand alone.
    expected: f64,
}

/// Nodes; children come after their parent, the left one first.
#[derive(Debug, Clone, Default, PartialEq)]
struct Tree {
    /// Feature, threshold, and the left child; 0 for a leaf.
    nodes: Vec<(u32, f32, u32)>,
    /// Depth of each node, with what its rows would still need to be set apart.
    depth: Vec<f32>,
}

/// Mean depth of an unsuccessful search in a binary tree of `n` rows.
fn mean_depth(n: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a few hundred rows")]
    let n = n as f64;
    if n < 1.5 { 0.0 } else { 2.0 * ((n - 1.0).ln() + EULER) - 2.0 * (n - 1.0) / n }
}

impl IsolationForest {
    /// Grows a forest from rows `[n, width]`; the same seed gives the same forest on any number of threads.
    pub fn grow(rows: &[f32], width: usize, seed: u64) -> Self {
        let n = rows.len() / width;
        let sample = n.min(SAMPLE);
        let one = |tree: usize| {
            let mut random = stream(seed, Purpose::Forest, tree as u64);
            let members = rand::seq::index::sample(&mut random, n, sample).into_vec();
            Tree::grow(rows, width, members, &mut random)
        };
        let trees = (0..TREES).into_par_iter().map(one).collect();
        Self { width, trees, expected: mean_depth(sample).max(1.0) }
    }

    /// How strange rows `[n, width]` are: above 0.5 stranger than usual, near 1 very strange; `[n]`.
    pub fn scores(&self, rows: &[f32]) -> Vec<f32> {
        by_blocks(rows, self.width, |block| {
            let mut depths = vec![0.0_f64; block.len() / self.width];
            for tree in &self.trees {
                let rows = block.chunks_exact(self.width);
                depths.iter_mut().zip(rows).for_each(|(sum, row)| *sum += f64::from(tree.depth(row)));
            }
            #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "between 0 and 1")]
            let score = |depth: f64| (-depth / self.trees.len() as f64 / self.expected).exp2() as f32;
            depths.into_iter().map(score).collect()
        })
    }
}

impl Tree {
    fn grow(rows: &[f32], width: usize, members: Vec<usize>, random: &mut Random) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            clippy::cast_sign_loss,
            reason = "at most 8"
        )]
        let deepest = (SAMPLE as f64).log2().ceil() as u32;
        let mut tree = Self { nodes: vec![(0, 0.0, 0)], depth: vec![0.0] };
        let mut open = vec![(0, 0, members)];
        while let Some((node, depth, members)) = open.pop() {
            let cut = if depth < deepest && members.len() > 1 { cut(rows, width, &members, random) } else { None };
            let Some((feature, threshold)) = cut else {
                #[expect(clippy::cast_possible_truncation, reason = "a depth of at most some tens")]
                {
                    tree.depth[node] = (f64::from(depth) + mean_depth(members.len())) as f32;
                }
                continue;
            };
            let (left, right): (Vec<usize>, Vec<usize>) =
                members.into_iter().partition(|&i| rows[i * width + feature] <= threshold);
            let next = tree.nodes.len();
            #[expect(clippy::cast_possible_truncation, reason = "some hundred nodes, some thousand features")]
            {
                tree.nodes[node] = (feature as u32, threshold, next as u32);
            }
            tree.nodes.extend([(0, 0.0, 0); 2]);
            tree.depth.extend([0.0; 2]);
            open.push((next + 1, depth + 1, right));
            open.push((next, depth + 1, left));
        }
        tree
    }

    fn depth(&self, row: &[f32]) -> f32 {
        let mut node = 0;
        loop {
            let (feature, threshold, next) = self.nodes[node];
            if next == 0 {
                return self.depth[node];
            }
            node = next as usize + usize::from(row[feature as usize] > threshold);
        }
    }
}

/// A random feature in which the rows differ, and a random threshold between them; `None` of equal rows.
fn cut(rows: &[f32], width: usize, members: &[usize], random: &mut Random) -> Option<(usize, f32)> {
    /// Features that are tried blindly before all are looked at.
    const BLIND: usize = 8;
    let range = |feature: usize| {
        let values = members.iter().map(|&i| rows[i * width + feature]);
        values.fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
    };
    let blind = (0..BLIND).map(|_| random.random_range(0..width)).collect::<Vec<_>>();
    let found = blind.into_iter().find(|feature| range(*feature).0 < range(*feature).1).or_else(|| {
        let differing: Vec<usize> = (0..width).filter(|feature| range(*feature).0 < range(*feature).1).collect();
        (!differing.is_empty()).then(|| differing[random.random_range(0..differing.len())])
    })?;
    let (low, high) = range(found);
    Some((found, random.random_range(low..high)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_row_that_stands_apart_is_the_strangest() {
        let mut random = stream(3, Purpose::Split, 0);
        let mut rows: Vec<f32> = (0..3000).map(|_| random.random_range(-1.0..1.0)).collect();
        rows[777 * 3..778 * 3].fill(6.0);
        let forest = IsolationForest::grow(&rows, 3, 1);
        let scores = forest.scores(&rows);
        let strangest = (0..1000).max_by(|&a, &b| scores[a].total_cmp(&scores[b])).unwrap();
        assert_eq!(strangest, 777);
        assert!(scores[777] > 0.6 && scores.iter().sum::<f32>() / 1000.0 < 0.55, "{}", scores[777]);
    }

    #[test]
    fn the_seed_decides_and_equal_rows_are_equally_ordinary() {
        let rows = vec![1.0; 40];
        let forest = IsolationForest::grow(&rows, 2, 1);
        assert!(forest.scores(&rows).iter().all(|score| (score - 0.5).abs() < 1e-6));
        let rows: Vec<f32> = (0..40).map(|i| i as f32).collect();
        assert_eq!(IsolationForest::grow(&rows, 2, 1), IsolationForest::grow(&rows, 2, 1));
        assert_ne!(IsolationForest::grow(&rows, 2, 1), IsolationForest::grow(&rows, 2, 2));
    }
}
