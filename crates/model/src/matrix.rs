//! Matrices of weights, in full precision or in blocks of eight bits, and their product with rows of activations.

use crate::q8::{self, BLOCK};
use gemm::Parallelism;

/// A matrix of weights, row-major, one row per output.
#[derive(Clone, Debug, PartialEq)]
pub enum Matrix {
    F32(Dense),
    Q8(Q8),
}

/// `values` is (rows, columns).
#[derive(Clone, Debug, PartialEq)]
pub struct Dense {
    pub rows: usize,
    pub columns: usize,
    pub values: Vec<f32>,
}

/// ggml's Q8_0 with quants and scales kept apart: weight (r, c) is `quants[r, c] * scales[r, c / 32]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Q8 {
    pub rows: usize,
    /// A multiple of [`BLOCK`].
    pub columns: usize,
    /// (rows, columns)
    pub quants: Vec<i8>,
    /// (rows, columns / 32)
    pub scales: Vec<f32>,
}

impl Matrix {
    pub fn rows(&self) -> usize {
        match self {
            Matrix::F32(dense) => dense.rows,
            Matrix::Q8(q8) => q8.rows,
        }
    }

    pub fn columns(&self) -> usize {
        match self {
            Matrix::F32(dense) => dense.columns,
            Matrix::Q8(q8) => q8.columns,
        }
    }

    /// Bytes of memory that the weights take.
    pub fn bytes(&self) -> usize {
        match self {
            Matrix::F32(dense) => dense.values.len() * 4,
            Matrix::Q8(q8) => q8.quants.len() + q8.scales.len() * 4,
        }
    }

    /// Appends row `row`, in full precision, to `out`.
    pub fn push_row(&self, row: usize, out: &mut Vec<f32>) {
        match self {
            Matrix::F32(dense) => {
                out.extend_from_slice(&dense.values[row * dense.columns..][..dense.columns])
            }
            Matrix::Q8(q8) => {
                let quants = q8.quants[row * q8.columns..][..q8.columns].chunks_exact(BLOCK);
                let scales = &q8.scales[row * q8.columns / BLOCK..];
                for (block, &scale) in quants.zip(scales) {
                    out.extend(block.iter().map(|&q| f32::from(q) * scale));
                }
            }
        }
    }

    /// Product with each row of `x` (m, columns): (m, rows). Runs on the calling thread alone.
    pub fn apply(&self, x: &[f32]) -> Vec<f32> {
        let mut out = vec![0.0; x.len() / self.columns() * self.rows()];
        match self {
            Matrix::F32(dense) => dense.apply(x, &mut out),
            Matrix::Q8(q8) => q8::matmul(q8, x, &mut out),
        }
        out
    }
}

impl Dense {
    /// `x` is (m, columns), `out` (m, rows). candle's own matmul calls the same `gemm`, but on every core.
    fn apply(&self, x: &[f32], out: &mut [f32]) {
        let m = x.len() / self.columns;
        assert!(self.values.len() == self.rows * self.columns, "a matrix has rows x columns values");
        assert!(x.len() == m * self.columns && out.len() == m * self.rows, "whole rows in and out");
        let (rows, columns) = (self.rows as isize, self.columns as isize);
        // SAFETY: out is (m, rows), x (m, columns) and values (rows, columns), read transposed: the strides given stay
        // inside the three slices by the asserts above; out is borrowed mutably, so it overlaps neither.
        unsafe {
            gemm::gemm(
                m,
                self.rows,
                self.columns,
                out.as_mut_ptr(),
                1,
                rows,
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
