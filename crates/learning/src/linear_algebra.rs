//! The little of dense linear algebra that the models need, in an order of operations that no number of threads changes.

use rayon::prelude::*;

use crate::engine::cpu::matrix::{ColumnBlock, View, multiply};

/// Rows that one thread takes at once: a constant, so that no result depends on who computes how much.
pub(crate) const BLOCK_ROWS: usize = 512;
/// Rows of one call of the matrix product, always: a row meets the same operations whatever comes with it.
const TILE_ROWS: usize = 64;

/// `rows · rightᵀ`, `[n, inner] · [columns, inner]ᵀ`.
pub(crate) fn product_transposed(rows: &[f32], right: &[f32], inner: usize) -> Vec<f32> {
    let columns = right.len() / inner;
    let right = View::dense(right, columns, inner).transposed();
    let mut out = vec![0.0; rows.len() / inner * columns];
    let mut padded = [const { Vec::new() }; 2];
    for (rows, out) in rows.chunks(TILE_ROWS * inner).zip(out.chunks_mut(TILE_ROWS * columns)) {
        if rows.len() == TILE_ROWS * inner {
            let mut out = ColumnBlock::whole(out, TILE_ROWS, columns);
            multiply(&mut out, false, View::dense(rows, TILE_ROWS, inner), right);
            continue;
        }
        // Another number of rows may take another way through the product, with other roundings.
        let [left, product] = &mut padded;
        left.extend_from_slice(rows);
        left.resize(TILE_ROWS * inner, 0.0);
        product.resize(TILE_ROWS * columns, 0.0);
        let mut whole = ColumnBlock::whole(product, TILE_ROWS, columns);
        multiply(&mut whole, false, View::dense(left, TILE_ROWS, inner), right);
        out.copy_from_slice(&product[..out.len()]);
    }
    out
}

/// `rowsᵀ · rows`, `[width, width]`.
pub(crate) fn gram(rows: &[f32], width: usize) -> Vec<f32> {
    let n = rows.len() / width;
    let mut out = vec![0.0; width * width];
    let view = View::dense(rows, n, width);
    multiply(&mut ColumnBlock::whole(&mut out, width, width), false, view.transposed(), view);
    out
}

/// Maps blocks of [`BLOCK_ROWS`] rows, on all threads, and joins what comes back in order.
pub(crate) fn by_blocks(rows: &[f32], width: usize, map: impl Fn(&[f32]) -> Vec<f32> + Send + Sync) -> Vec<f32> {
    let parts: Vec<Vec<f32>> = rows.par_chunks(BLOCK_ROWS * width).map(map).collect();
    parts.concat()
}

/// Sum of products, in eight sums that a processor adds side by side.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    let mut sums = [0.0; 8];
    for (a, b) in a.iter().zip(b) {
        for lane in 0..8 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    sums.iter().sum::<f64>() + a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum::<f64>()
}

/// Eigenvalues, largest first, and eigenvectors (rows of `[n, n]`) of a small symmetric matrix, by Jacobi's rotations.
pub(crate) fn eigen(matrix: &[f64], n: usize) -> (Vec<f64>, Vec<f64>) {
    const SWEEPS: usize = 60;
    let mut a = matrix.to_vec();
    let mut v: Vec<f64> = (0..n * n).map(|i| if i / n == i % n { 1.0 } else { 0.0 }).collect();
    let scale: f64 = (0..n).map(|i| a[i * n + i].abs()).sum::<f64>().max(f64::MIN_POSITIVE);
    for _ in 0..SWEEPS {
        let off: f64 = (0..n).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| a[i * n + j].powi(2)).sum();
        if off.sqrt() <= 1e-14 * scale {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                rotate(&mut a, &mut v, n, (p, q));
            }
        }
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&i, &j| a[j * n + j].total_cmp(&a[i * n + i]).then(i.cmp(&j)));
    let values = order.iter().map(|&i| a[i * n + i]).collect();
    let vectors = order.iter().flat_map(|&i| (0..n).map(move |k| (i, k))).map(|(i, k)| v[k * n + i]).collect();
    (values, vectors)
}

/// One rotation, after which element `(p, q)` is zero; `v` collects the rotations in its columns.
fn rotate(a: &mut [f64], v: &mut [f64], n: usize, (p, q): (usize, usize)) {
    let apq = a[p * n + q];
    if apq == 0.0 {
        return;
    }
    let theta = (a[q * n + q] - a[p * n + p]) / (2.0 * apq);
    let t = theta.signum() / (theta.abs() + theta.hypot(1.0));
    let (c, s) = (1.0 / t.hypot(1.0), t / t.hypot(1.0));
    for k in 0..n {
        let (x, y) = (a[k * n + p], a[k * n + q]);
        (a[k * n + p], a[k * n + q]) = (c * x - s * y, s * x + c * y);
    }
    for k in 0..n {
        let (x, y) = (a[p * n + k], a[q * n + k]);
        (a[p * n + k], a[q * n + k]) = (c * x - s * y, s * x + c * y);
        let (x, y) = (v[k * n + p], v[k * n + q]);
        (v[k * n + p], v[k * n + q]) = (c * x - s * y, s * x + c * y);
    }
}

/// Makes the rows of `[k, n]` orthonormal, the earlier ones first (modified Gram–Schmidt, twice).
pub(crate) fn orthonormalise(rows: &mut [f64], n: usize) {
    for i in 0..rows.len() / n {
        let (before, rest) = rows.split_at_mut(i * n);
        let row = &mut rest[..n];
        let whole = dot(row, row).sqrt();
        for _ in 0..2 {
            for other in before.chunks_exact(n) {
                let along = dot(row, other);
                row.iter_mut().zip(other).for_each(|(value, other)| *value -= along * other);
            }
        }
        let length = dot(row, row).sqrt();
        // What is left of a row within the span of the others is rounding, and no direction.
        let factor = if length > 1e-8 * whole { 1.0 / length } else { 0.0 };
        row.iter_mut().for_each(|value| *value *= factor);
    }
}

/// The lower Cholesky factor of a symmetric positive matrix `[n, n]`; `None` where it is not positive.
pub(crate) fn cholesky(matrix: &[f64], n: usize) -> Option<Vec<f64>> {
    let mut lower = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..=i {
            let rest = matrix[i * n + j] - dot(&lower[i * n..i * n + j], &lower[j * n..j * n + j]);
            lower[i * n + j] = if i == j {
                if rest <= 0.0 {
                    return None;
                }
                rest.sqrt()
            } else {
                rest / lower[j * n + j]
            };
        }
    }
    Some(lower)
}

/// Solves `lowerᵀ · x = right` in place, `lower` `[n, n]`.
pub(crate) fn solve_transposed(lower: &[f64], n: usize, right: &mut [f64]) {
    for i in (0..n).rev() {
        right[i] /= lower[i * n + i];
        let known = right[i];
        right[..i].iter_mut().zip(&lower[i * n..]).for_each(|(value, factor)| *value -= factor * known);
    }
}

/// Solves `lower · x = right` in place, `lower` `[n, n]`.
pub(crate) fn solve_lower(lower: &[f64], n: usize, right: &mut [f64]) {
    for i in 0..n {
        right[i] = (right[i] - dot(&lower[i * n..i * n + i], &right[..i])) / lower[i * n + i];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn triangular_systems_by_hand() {
        let lower = [2.0, 0.0, 1.0, 4.0];
        let (mut forward, mut backward) = ([2.0, 9.0], [5.0, 8.0]);
        solve_lower(&lower, 2, &mut forward);
        solve_transposed(&lower, 2, &mut backward);
        assert_eq!((forward, backward), ([1.0, 2.0], [1.5, 2.0]));
    }

    #[test]
    fn eigenvectors_of_a_small_matrix_are_those_of_the_textbook() {
        // 2 and 4, along (1, -1) and (1, 1).
        let (values, vectors) = eigen(&[3.0, 1.0, 1.0, 3.0], 2);
        assert!((values[0] - 4.0).abs() < 1e-12 && (values[1] - 2.0).abs() < 1e-12, "{values:?}");
        assert!((vectors[0] - vectors[1]).abs() < 1e-12 && (vectors[2] + vectors[3]).abs() < 1e-12, "{vectors:?}");
    }

    #[test]
    fn a_cholesky_factor_multiplies_back_and_a_negative_matrix_has_none() {
        let lower = cholesky(&[4.0, 2.0, 2.0, 5.0], 2).unwrap();
        assert_eq!(lower, [2.0, 0.0, 1.0, 2.0]);
        assert_eq!(cholesky(&[1.0, 2.0, 2.0, 1.0], 2), None);
    }

    #[test]
    fn products_by_hand() {
        assert_eq!(product_transposed(&[1.0, 2.0], &[3.0, 4.0, 5.0, 6.0], 2), [11.0, 17.0]);
        assert_eq!(gram(&[1.0, 2.0, 3.0, 4.0], 2), [10.0, 14.0, 14.0, 20.0]);
    }
}
