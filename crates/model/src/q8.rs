//! The product of a Q8_0 matrix with activations, on the calling thread.
//!
//! candle's quantised matmul hands its rows to a pool that is shared by the process, as wide as the machine, and spins: not for
//! a process that also runs audio. Here the activations are quantised to eight bits in blocks of 32 as in ggml's
//! `vec_dot_q8_0_q8_0`, and both versions below add in the same order, so that every CPU gives the same logits.

use crate::matrix::Q8;

/// Weights that share one scale.
pub const BLOCK: usize = 32;

/// Partial sums that run beside one another: one 256-bit register of f32.
const LANES: usize = 8;

/// Rows of activations (m, columns), quantised.
struct Activations {
    columns: usize,
    quants: Vec<i8>,
    scales: Vec<f32>,
}

/// `out` (m, rows) = `x` (m, columns) times the transpose of `w`.
pub fn matmul(w: &Q8, x: &[f32], out: &mut [f32]) {
    assert!(w.columns.is_multiple_of(BLOCK) && x.len().is_multiple_of(w.columns), "whole blocks and rows");
    assert!(
        w.quants.len() == w.rows * w.columns && w.scales.len() * BLOCK == w.quants.len(),
        "a full matrix"
    );
    assert!(out.len() == x.len() / w.columns * w.rows, "room for every product");
    let x = Activations::quantise(x, w.columns);
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") {
        // SAFETY: the CPU has AVX2.
        return unsafe { x86::matmul(w, &x, out) };
    }
    matmul_scalar(w, &x, out);
}

impl Activations {
    fn quantise(x: &[f32], columns: usize) -> Activations {
        let mut quants = Vec::with_capacity(x.len());
        let mut scales = Vec::with_capacity(x.len() / BLOCK);
        for block in x.chunks_exact(BLOCK) {
            let (scale, inverse) = block_scale(block);
            scales.push(scale);
            quants.extend(block.iter().map(|&v| round_to_even(v * inverse)));
        }
        Activations { columns, quants, scales }
    }

    fn rows(&self) -> impl Iterator<Item = (&[i8], &[f32])> {
        self.quants.chunks_exact(self.columns).zip(self.scales.chunks_exact(self.columns / BLOCK))
    }
}

/// The scale of a block whose largest magnitude becomes 127, and the factor that quantises it.
pub(crate) fn block_scale(block: &[f32]) -> (f32, f32) {
    let largest = block.iter().fold(0.0f32, |largest, v| largest.max(v.abs()));
    (largest / 127.0, if largest > 0.0 { 127.0 / largest } else { 0.0 })
}

/// Rounds |v| <= 127 to the nearest integer: adding 1.5 * 2^23 leaves the integer in the low mantissa bits.
fn round_to_even(v: f32) -> i8 {
    (v + 12_582_912.0).to_bits() as i8
}

/// The portable twin of [`x86::matmul`], with the same lanes and the same order of addition.
fn matmul_scalar(w: &Q8, x: &Activations, out: &mut [f32]) {
    for ((xq, xs), out) in x.rows().zip(out.chunks_exact_mut(w.rows)) {
        let rows = w.quants.chunks_exact(w.columns).zip(w.scales.chunks_exact(w.columns / BLOCK));
        for ((wq, ws), out) in rows.zip(out) {
            let mut sums = [0.0f32; LANES];
            let blocks = wq.chunks_exact(BLOCK).zip(xq.chunks_exact(BLOCK)).zip(ws.iter().zip(xs));
            for ((wq, xq), (ws, xs)) in blocks {
                let scale = ws * xs;
                for (lane, sum) in sums.iter_mut().enumerate() {
                    let four = lane * 4..lane * 4 + 4;
                    let products =
                        wq[four.clone()].iter().zip(&xq[four]).map(|(&w, &x)| i32::from(w) * i32::from(x));
                    *sum += products.sum::<i32>() as f32 * scale;
                }
            }
            *out = add_lanes(sums);
        }
    }
}

/// Sum of the lanes in a fixed order.
fn add_lanes(s: [f32; LANES]) -> f32 {
    ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]))
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::{Activations, BLOCK, LANES, add_lanes};
    use crate::matrix::Q8;
    use std::arch::x86_64::*;

    /// Rows of weights that share each load of the activations.
    const ROWS: usize = 4;

    #[target_feature(enable = "avx2")]
    pub(super) fn matmul(w: &Q8, x: &Activations, out: &mut [f32]) {
        let blocks = w.columns / BLOCK;
        let whole = w.rows / ROWS * ROWS;
        for row in (0..whole).step_by(ROWS) {
            let wq = &w.quants[row * w.columns..(row + ROWS) * w.columns];
            let ws = &w.scales[row * blocks..(row + ROWS) * blocks];
            for ((xq, xs), out) in x.rows().zip(out.chunks_exact_mut(w.rows)) {
                out[row..row + ROWS].copy_from_slice(&dot::<ROWS>(wq, ws, xq, xs));
            }
        }
        for row in whole..w.rows {
            let wq = &w.quants[row * w.columns..(row + 1) * w.columns];
            let ws = &w.scales[row * blocks..(row + 1) * blocks];
            for ((xq, xs), out) in x.rows().zip(out.chunks_exact_mut(w.rows)) {
                out[row] = dot::<1>(wq, ws, xq, xs)[0];
            }
        }
    }

    /// `wq` (N, columns) and `ws` (N, blocks) times one row of activations.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn dot<const N: usize>(wq: &[i8], ws: &[f32], xq: &[i8], xs: &[f32]) -> [f32; N] {
        let blocks = xs.len();
        assert!(xq.len() == blocks * BLOCK && wq.len() == N * xq.len() && ws.len() == N * blocks);
        let mut sums = [_mm256_setzero_ps(); N];
        for b in 0..blocks {
            // SAFETY: b < blocks, so by the assert above 32 quants lie there.
            let x = unsafe { _mm256_loadu_si256(xq.as_ptr().add(b * BLOCK).cast()) };
            for n in 0..N {
                // SAFETY: n < N and b < blocks, as above.
                let w = unsafe { _mm256_loadu_si256(wq.as_ptr().add((n * blocks + b) * BLOCK).cast()) };
                let scale = _mm256_set1_ps(ws[n * blocks + b] * xs[b]);
                let products = _mm256_cvtepi32_ps(dot4(w, x));
                sums[n] = _mm256_add_ps(sums[n], _mm256_mul_ps(products, scale));
            }
        }
        sums.map(|sum| {
            let mut lanes = [0.0; LANES];
            // SAFETY: eight f32 have room for one register.
            unsafe { _mm256_storeu_ps(lanes.as_mut_ptr(), sum) };
            add_lanes(lanes)
        })
    }

    /// Eight sums of four neighbouring products. `|w| * (x with w's sign)` makes the unsigned operand that `maddubs` wants; two
    /// products of at most 128 * 127 fit its 16 bits.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn dot4(w: __m256i, x: __m256i) -> __m256i {
        let pairs = _mm256_maddubs_epi16(_mm256_sign_epi8(w, w), _mm256_sign_epi8(x, w));
        _mm256_madd_epi16(pairs, _mm256_set1_epi16(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(seed: u32, len: usize) -> Vec<f32> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 23) as f32 - 1.0
        };
        (0..len).map(|_| next()).collect()
    }

    fn matrix(rows: usize, columns: usize) -> Q8 {
        let mut quants: Vec<i8> = noise(1, rows * columns).iter().map(|v| (v * 128.0) as i8).collect();
        quants[..4].copy_from_slice(&[-128, -128, 127, 127]);
        let scales = noise(2, rows * columns / BLOCK).iter().map(|v| v.abs() / 100.0).collect();
        Q8 { rows, columns, quants, scales }
    }

    #[test]
    fn every_kernel_gives_the_scalar_twins_bits() {
        for (rows, columns, m) in [(4, 32, 1), (7, 256, 3), (1, 1024, 1), (130, 64, 5)] {
            let w = matrix(rows, columns);
            let mut x = noise(3, m * columns);
            x[..32].iter_mut().enumerate().for_each(|(i, v)| *v = if i % 2 == 0 { -9.0 } else { 9.0 });
            let (mut fast, mut plain) = (vec![0.0; m * rows], vec![0.0; m * rows]);
            matmul(&w, &x, &mut fast);
            matmul_scalar(&w, &Activations::quantise(&x, columns), &mut plain);
            let bits = |v: &[f32]| v.iter().map(|f| f.to_bits()).collect::<Vec<_>>();
            assert_eq!(bits(&fast), bits(&plain), "{rows} x {columns}, {m} rows");
        }
    }

    #[test]
    fn the_product_is_that_of_the_dequantised_matrix() {
        let (rows, columns) = (12, 512);
        let w = matrix(rows, columns);
        let x = noise(5, columns);
        let mut out = vec![0.0; rows];
        matmul(&w, &x, &mut out);
        let whole = crate::matrix::Matrix::Q8(w);
        for (row, got) in out.iter().enumerate() {
            let mut weights = Vec::new();
            whole.push_row(row, &mut weights);
            let want: f32 = weights.iter().zip(&x).map(|(w, x)| w * x).sum();
            let size = weights.iter().zip(&x).map(|(w, x)| (w * x).abs()).sum::<f32>();
            assert!((want - got).abs() < size * 0.01, "row {row}: {want} against {got}");
        }
    }

    #[test]
    fn a_row_of_zeros_gives_zeros() {
        let mut out = [1.0; 4];
        matmul(&matrix(4, 32), &[0.0; 32], &mut out);
        assert_eq!(out, [0.0; 4]);
    }
}
