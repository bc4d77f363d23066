//! The product of a Q8_0 matrix with activations, on the calling thread.
//!
//! candle's quantised matmul hands its rows to a pool that is shared by the process, as wide as the machine, and spins: not for
//! a process that also runs audio. Here the activations are quantised to eight bits in blocks of 32 as in ggml's
//! `vec_dot_q8_0_q8_0`. Sums of a block are integers, hence exact; blocks are added in order, in f32 and unfused: so every kernel gives the
//! same bits as [`scalar`], on every CPU, whatever other rows are multiplied in the same call.

#[cfg(target_arch = "x86_64")]
mod x86;

use crate::activation::{Activation, BLOCK};
use crate::simd;

/// Rows of weights that lie beside one another: 16 lanes of 32 bits.
const LANES: usize = 16;

/// Neighbouring weights of a row that lie together: a lane of four bytes.
const GROUP: usize = 4;

/// Rows of activations that share each load of weights.
const SHARE: usize = 4;

/// ggml's Q8_0, 16 rows beside one another: weight (r, c) is `quant * scale` of its tile.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Q8 {
    pub rows: usize,
    /// A multiple of [`BLOCK`].
    pub columns: usize,
    /// (rows / 16, columns / 32); rows that are missing are zero.
    tiles: Vec<Tile>,
}

/// One block of 16 rows.
#[derive(Clone, Debug, PartialEq)]
#[repr(C, align(64))]
struct Tile {
    /// (32 / 4, 16 rows, 4)
    quants: [[i8; LANES * GROUP]; BLOCK / GROUP],
    /// (16 rows)
    scales: [f32; LANES],
}

impl Q8 {
    /// From `quants` (rows, columns) and `scales` (rows, columns / 32).
    pub(crate) fn new(rows: usize, columns: usize, quants: &[i8], scales: &[f32]) -> Q8 {
        assert!(columns.is_multiple_of(BLOCK) && quants.len() == rows * columns, "whole blocks");
        assert!(scales.len() * BLOCK == quants.len(), "a scale for each block");
        let empty = Tile { quants: [[0; LANES * GROUP]; BLOCK / GROUP], scales: [0.0; LANES] };
        let blocks = columns / BLOCK;
        let mut tiles = vec![empty; rows.div_ceil(LANES) * blocks];
        for (i, (quants, scale)) in quants.as_chunks::<BLOCK>().0.iter().zip(scales).enumerate() {
            let (row, block) = (i / blocks, i % blocks);
            let (tile, lane) = (&mut tiles[row / LANES * blocks + block], row % LANES);
            tile.scales[lane] = *scale;
            for (part, four) in tile.quants.iter_mut().zip(quants.as_chunks::<GROUP>().0) {
                part[lane * GROUP..(lane + 1) * GROUP].copy_from_slice(four);
            }
        }
        Q8 { rows, columns, tiles }
    }

    /// Appends row `row`, in full precision, to `out`.
    pub(crate) fn push_row(&self, row: usize, out: &mut Vec<f32>) {
        let (blocks, lane) = (self.columns / BLOCK, row % LANES);
        for tile in &self.tiles[row / LANES * blocks..][..blocks] {
            let quants = tile.quants.iter().flat_map(|part| &part[lane * GROUP..(lane + 1) * GROUP]);
            out.extend(quants.map(|&q| f32::from(q) * tile.scales[lane]));
        }
    }

    /// Bytes of memory that the weights take.
    pub(crate) fn bytes(&self) -> usize {
        size_of_val(&self.tiles[..])
    }

    /// Product with each row of `x`, into row i of `out` from `i * stride` on.
    pub(crate) fn apply(&self, x: &Activations, out: &mut [f32], stride: usize) {
        assert!(x.columns == self.columns, "rows of activations as long as the rows of weights");
        let rows = x.rows();
        assert!(rows == 0 || out.len() >= (rows - 1) * stride + self.rows, "room for every product");
        let kernel = kernel();
        for (tiles, first) in self.tiles.chunks_exact(self.columns / BLOCK).zip((0..).step_by(LANES)) {
            let lanes = LANES.min(self.rows - first);
            for row in (0..rows).step_by(SHARE) {
                let count = SHARE.min(rows - row);
                let mut products = [[0.0; LANES]; SHARE];
                kernel(tiles, &x.blocks[row * tiles.len()..(row + count) * tiles.len()], &mut products);
                for (i, products) in products[..count].iter().enumerate() {
                    out[(row + i) * stride + first..][..lanes].copy_from_slice(&products[..lanes]);
                }
            }
        }
    }
}

/// Rows of activations, quantised.
pub(crate) struct Activations {
    columns: usize,
    /// (m, columns / 32)
    blocks: Vec<Activation>,
}

impl Activations {
    /// `x` is (m, columns).
    pub(crate) fn quantise(x: &[f32], columns: usize) -> Activations {
        let x = x.as_chunks().0;
        let mut blocks = vec![Activation::default(); x.len()];
        simd::quantise(x, &mut blocks);
        Activations { columns, blocks }
    }

    fn rows(&self) -> usize {
        self.blocks.len() * BLOCK / self.columns
    }
}

/// 16 rows of weights (blocks) times at most [`SHARE`] rows of activations (m, blocks).
type Kernel = fn(&[Tile], &[Activation], &mut [[f32; LANES]; SHARE]);

/// The fastest one that this CPU has.
fn kernel() -> Kernel {
    #[cfg(target_arch = "x86_64")]
    if let Some(kernel) = x86::kernels().last() {
        return kernel;
    }
    scalar
}

/// The portable kernel, which says what all of them calculate.
fn scalar(tiles: &[Tile], x: &[Activation], out: &mut [[f32; LANES]; SHARE]) {
    for (x, out) in x.chunks_exact(tiles.len()).zip(out) {
        let mut sums = [0.0; LANES];
        for (tile, x) in tiles.iter().zip(x) {
            let mut products = [0; LANES];
            for (w, x) in tile.quants.iter().zip(x.quants.as_chunks::<GROUP>().0) {
                for (product, w) in products.iter_mut().zip(w.as_chunks::<GROUP>().0) {
                    *product += w.iter().zip(x).map(|(&w, &x)| i32::from(w) * i32::from(x)).sum::<i32>();
                }
            }
            for lane in 0..LANES {
                sums[lane] += products[lane] as f32 * (tile.scales[lane] * x.scale);
            }
        }
        *out = sums;
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
        let scales: Vec<f32> = noise(2, rows * columns / BLOCK).iter().map(|v| v.abs() / 100.0).collect();
        Q8::new(rows, columns, &quants, &scales)
    }

    #[test]
    fn every_kernel_gives_the_scalar_kernels_bits() {
        #[cfg(target_arch = "x86_64")]
        for (number, kernel) in x86::kernels().enumerate() {
            for (columns, m) in [(32, 1), (256, 2), (96, 3), (1024, 4)] {
                let w = matrix(LANES, columns);
                let mut x = noise(3, m * columns);
                x[..32].iter_mut().enumerate().for_each(|(i, v)| *v = if i % 2 == 0 { -9.0 } else { 9.0 });
                let x = Activations::quantise(&x, columns);
                let (mut fast, mut plain) = ([[0.0; LANES]; SHARE], [[0.0; LANES]; SHARE]);
                kernel(&w.tiles, &x.blocks, &mut fast);
                scalar(&w.tiles, &x.blocks, &mut plain);
                assert!(plain[m - 1][0] != 0.0);
                let bits = |v: &[[f32; LANES]]| v.iter().flatten().map(|f| f.to_bits()).collect::<Vec<_>>();
                assert_eq!(bits(&fast), bits(&plain), "kernel {number}, {columns} columns, {m} rows");
            }
        }
    }

    #[test]
    fn the_product_is_that_of_the_dequantised_matrix() {
        let (rows, columns, m, stride) = (21, 512, 6, 30);
        let w = matrix(rows, columns);
        let x = noise(5, columns * m);
        let mut out = vec![7.0; (m - 1) * stride + rows];
        w.apply(&Activations::quantise(&x, columns), &mut out, stride);
        for row in 0..rows {
            let mut weights = Vec::new();
            w.push_row(row, &mut weights);
            for (i, x) in x.chunks_exact(columns).enumerate() {
                let got = out[i * stride + row];
                let want: f32 = weights.iter().zip(x).map(|(w, x)| w * x).sum();
                let size = weights.iter().zip(x).map(|(w, x)| (w * x).abs()).sum::<f32>();
                assert!((want - got).abs() < size * 0.01, "row {row}: {want} against {got}");
            }
        }
        assert!(
            out.chunks(stride).all(|row| row[rows..].iter().all(|v| *v == 7.0)),
            "nothing else is written"
        );
    }

    #[test]
    fn weights_come_back_as_they_were_given() {
        let quants: Vec<i8> = (0..5 * 64).map(|i| (i * 7 % 256) as u8 as i8).collect();
        let scales = [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 0.25, 0.125];
        let w = Q8::new(5, 64, &quants, &scales);
        let mut got = Vec::new();
        (0..5).for_each(|row| w.push_row(row, &mut got));
        let want: Vec<f32> =
            quants.iter().enumerate().map(|(i, &q)| f32::from(q) * scales[i / BLOCK]).collect();
        assert_eq!(got, want);
    }

    #[test]
    fn a_row_of_zeros_gives_zeros() {
        let mut out = [1.0; 4];
        matrix(4, 32).apply(&Activations::quantise(&[0.0; 32], 32), &mut out, 4);
        assert_eq!(out, [0.0; 4]);
    }
}
