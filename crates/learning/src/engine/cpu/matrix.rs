//! Strided views and the one call into `gemm`.

use std::marker::PhantomData;

/// A read-only matrix view; rows may overlap, which is how a convolution becomes a matrix product without a copy.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    data: &'a [f32],
    rows: usize,
    columns: usize,
    row_stride: usize,
    column_stride: usize,
}

impl<'a> View<'a> {
    /// Element `(i, j)` is `data[i * row_stride + j * column_stride]`.
    pub(crate) fn new(data: &'a [f32], rows: usize, columns: usize, row_stride: usize, column_stride: usize) -> Self {
        assert!(reach(rows, columns, row_stride, column_stride) <= data.len(), "a view reaches past its data");
        Self { data, rows, columns, row_stride, column_stride }
    }

    /// A dense row-major matrix.
    pub(crate) fn dense(data: &'a [f32], rows: usize, columns: usize) -> Self {
        Self::new(data, rows, columns, columns, 1)
    }

    /// Columns `from..to`.
    pub(crate) fn columns(self, from: usize, to: usize) -> Self {
        Self::new(&self.data[from * self.column_stride..], self.rows, to - from, self.row_stride, self.column_stride)
    }

    /// The transpose.
    pub(crate) fn transposed(self) -> Self {
        Self::new(self.data, self.columns, self.rows, self.column_stride, self.row_stride)
    }
}

/// One past the last element a strided matrix touches.
fn reach(rows: usize, columns: usize, row_stride: usize, column_stride: usize) -> usize {
    if rows == 0 || columns == 0 { 0 } else { (rows - 1) * row_stride + (columns - 1) * column_stride + 1 }
}

/// Some columns of a row-major matrix, exclusively: several threads may each hold other columns of the same matrix.
pub(crate) struct ColumnBlock<'a> {
    start: *mut f32,
    rows: usize,
    row_stride: usize,
    /// First column in the whole matrix.
    pub(super) first: usize,
    /// Number of columns.
    pub(super) columns: usize,
    owner: PhantomData<&'a mut [f32]>,
}

#[expect(unsafe_code, reason = "a block is an exclusive borrow of its columns, like the &mut [f32] it was made from")]
// SAFETY: blocks of one matrix never overlap (see `split`), so moving one to another thread moves exclusive access to its elements.
unsafe impl Send for ColumnBlock<'_> {}

impl<'a> ColumnBlock<'a> {
    /// All columns of a dense row-major matrix.
    pub(crate) fn whole(data: &'a mut [f32], rows: usize, columns: usize) -> Self {
        assert!(rows * columns <= data.len(), "a matrix reaches past its data");
        Self { start: data.as_mut_ptr(), rows, row_stride: columns, first: 0, columns, owner: PhantomData }
    }

    /// Blocks of `width` columns that together are the whole matrix.
    pub(crate) fn split(data: &'a mut [f32], rows: usize, columns: usize, width: usize) -> Vec<Self> {
        assert!(rows * columns <= data.len(), "a matrix reaches past its data");
        let start = data.as_mut_ptr();
        let block = |first: usize| Self {
            start: start.wrapping_add(first),
            rows,
            row_stride: columns,
            first,
            columns: width.min(columns - first),
            owner: PhantomData,
        };
        (0..columns).step_by(width).map(block).collect()
    }

    /// The block's part of row `i`.
    pub(crate) fn row_mut(&mut self, i: usize) -> &mut [f32] {
        assert!(i < self.rows, "row {i} of {}", self.rows);
        #[expect(unsafe_code, reason = "rows of a column block are not contiguous, so no slice holds the block")]
        // SAFETY: the constructor checked that row `i` lies within the data, and blocks are disjoint, so nothing else refers to it.
        unsafe {
            std::slice::from_raw_parts_mut(self.start.add(i * self.row_stride), self.columns)
        }
    }
}

/// `destination = left · right`, added to what is there when `accumulate`.
pub(crate) fn multiply(destination: &mut ColumnBlock<'_>, accumulate: bool, left: View<'_>, right: View<'_>) {
    let (m, n, k) = (left.rows, right.columns, left.columns);
    assert_eq!(k, right.rows, "inner sizes differ");
    assert!(m <= destination.rows && n == destination.columns, "the product does not fit its destination");
    let stride = |stride: usize| isize::try_from(stride).unwrap_or(isize::MAX);
    #[expect(unsafe_code, reason = "gemm takes pointers and strides")]
    // SAFETY: `View` and `ColumnBlock` check on construction that every element the strides reach lies within their data; sizes are
    // compared above; the destination is exclusive, so it overlaps neither operand; it is initialised, as gemm wants for `read_dst`.
    unsafe {
        gemm::gemm(
            m,
            n,
            k,
            destination.start,
            1,
            stride(destination.row_stride),
            accumulate,
            left.data.as_ptr(),
            stride(left.column_stride),
            stride(left.row_stride),
            right.data.as_ptr(),
            stride(right.column_stride),
            stride(right.row_stride),
            1.0_f32,
            1.0_f32,
            false,
            false,
            false,
            gemm::Parallelism::None,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_rows_make_a_convolution() {
        // Positions 1, 2, 3, 4 of one channel; kernel (1, 10, 100).
        let positions = [1.0, 2.0, 3.0, 4.0];
        let mut out = [0.0; 2];
        let view = View::new(&positions, 2, 3, 1, 1);
        multiply(&mut ColumnBlock::whole(&mut out, 2, 1), false, view, View::dense(&[1.0, 10.0, 100.0], 3, 1));
        assert_eq!(out, [321.0, 432.0]);
    }

    #[test]
    fn column_blocks_fill_the_matrix_and_accumulate() {
        let left = [1.0, 2.0, 3.0, 4.0];
        let right = [1.0, 0.0, 2.0, 0.0, 1.0, 2.0];
        let mut out = [1.0; 6];
        for mut block in ColumnBlock::split(&mut out, 2, 3, 2) {
            let (from, to) = (block.first, block.first + block.columns);
            multiply(&mut block, true, View::dense(&left, 2, 2), View::dense(&right, 2, 3).columns(from, to));
        }
        assert_eq!(out, [2.0, 3.0, 7.0, 4.0, 5.0, 15.0]);
    }

    #[test]
    #[should_panic(expected = "reaches past its data")]
    fn a_view_that_reaches_past_its_data_is_refused() {
        View::new(&[0.0; 5], 2, 3, 3, 1);
    }
}
