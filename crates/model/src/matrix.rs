//! Matrices of weights, in full precision or in blocks of eight bits, and their product with rows of activations.

use crate::q8::Activations;
pub(crate) use crate::q8::Q8;
use gemm::Parallelism;

/// A matrix of weights, row-major, one row per output.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Matrix {
    F32(Dense),
    Q8(Q8),
}

/// `values` is (rows, columns).
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Dense {
    pub rows: usize,
    pub columns: usize,
    pub values: Vec<f32>,
}

impl Matrix {
    pub(crate) fn rows(&self) -> usize {
        match self {
            Matrix::F32(dense) => dense.rows,
            Matrix::Q8(q8) => q8.rows,
        }
    }

    pub(crate) fn columns(&self) -> usize {
        match self {
            Matrix::F32(dense) => dense.columns,
            Matrix::Q8(q8) => q8.columns,
        }
    }

    /// Bytes of memory that the weights take.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Matrix::F32(dense) => dense.values.len() * 4,
            Matrix::Q8(q8) => q8.bytes(),
        }
    }

    /// Appends row `row`, in full precision, to `out`.
    pub(crate) fn push_row(&self, row: usize, out: &mut Vec<f32>) {
        match self {
            Matrix::F32(dense) => {
                out.extend_from_slice(&dense.values[row * dense.columns..][..dense.columns])
            }
            Matrix::Q8(q8) => q8.push_row(row, out),
        }
    }

    /// Product with each row of `x`, into row i of `out` from `i * stride` on. Runs on the calling thread alone.
    pub(crate) fn apply(&self, x: &Input, out: &mut [f32], stride: usize) {
        match (self, &x.quantised) {
            (Matrix::Q8(q8), Some(quantised)) => q8.apply(quantised, out, stride),
            (Matrix::Q8(q8), None) => q8.apply(&Activations::quantise(x.values, q8.columns), out, stride),
            (Matrix::F32(dense), _) => dense.apply(x.values, out, stride),
        }
    }
}

/// Rows of activations on their way into one or more matrices.
pub(crate) struct Input<'a> {
    /// (m, columns)
    values: &'a [f32],
    quantised: Option<Activations>,
}

impl Input<'_> {
    /// `values` (m, columns) for `matrix` and others that are stored like it.
    pub(crate) fn new<'a>(values: &'a [f32], matrix: &Matrix) -> Input<'a> {
        let quantised = match matrix {
            Matrix::F32(_) => None,
            Matrix::Q8(q8) => Some(Activations::quantise(values, q8.columns)),
        };
        Input { values, quantised }
    }
}

impl Dense {
    /// `x` is (m, columns). candle's own matmul calls the same `gemm`, but on every core.
    fn apply(&self, x: &[f32], out: &mut [f32], stride: usize) {
        let m = x.len() / self.columns;
        assert!(self.values.len() == self.rows * self.columns, "a matrix has rows x columns values");
        assert!(x.len() == m * self.columns && stride >= self.rows, "whole rows in");
        assert!(m == 0 || out.len() >= (m - 1) * stride + self.rows, "room for every product");
        let columns = self.columns as isize;
        // SAFETY: x is (m, columns) and values (rows, columns), read transposed, and out has m rows of the stride given: all stay
        // inside the three slices by the asserts above; out is borrowed mutably, so it overlaps neither.
        unsafe {
            gemm::gemm(
                m,
                self.rows,
                self.columns,
                out.as_mut_ptr(),
                1,
                stride as isize,
                false,
                x.as_ptr(),
                1,
                columns,
                self.values.as_ptr(),
                columns,
                1,
                0.0,
                1.0,
                false,
                false,
                false,
                Parallelism::None,
            );
        }
    }
}
