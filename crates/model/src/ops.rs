//! The decoder's operations on candle tensors. candle's own versions of them hop to thread pools that belong to the whole process
//! (rayon's, and a spinning one for quantised products and large element-wise operations); these stay on the calling thread.

use crate::angles::Angles;
use crate::cache::{Cache, PAGE};
use crate::matrix::{Input, Matrix};
use crate::simd;
use crate::weights::Layer;
use candle_core::{CpuStorage, CustomOp1, CustomOp2, Error, Layout, Result, Shape, bail};

/// Where a row of a batch belongs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// Index of the cache that the row's token is read into.
    pub cache: usize,
    /// Index of the token in its sequence.
    pub position: usize,
}

/// Normalised rows to queries, keys and values, of which the first two are turned: (m, d) -> (m, q + k + v width).
pub(crate) struct Projections<'a> {
    pub layer: &'a Layer,
    pub eps: f32,
    pub angles: &'a Angles,
    /// (m)
    pub places: &'a [Place],
}

impl CustomOp1 for Projections<'_> {
    fn name(&self) -> &'static str {
        "projections"
    }

    fn cpu_fwd(&self, x: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let Layer { attention_norm, q, k, v, .. } = self.layer;
        let h = norm(rows(x, layout, attention_norm.len())?, attention_norm, self.eps); // (m, d)
        let h = Input::new(&h, q);
        let (turned, width) = (q.rows() + k.rows(), q.rows() + k.rows() + v.rows());
        let mut out = vec![0.0; self.places.len() * width];
        q.apply(&h, &mut out, width);
        k.apply(&h, &mut out[q.rows()..], width);
        v.apply(&h, &mut out[turned..], width);
        for (row, place) in out.chunks_exact_mut(width).zip(self.places) {
            turn(&mut row[..turned], self.angles.at(place.position));
        }
        matrix(out, width)
    }
}

/// Rotary position embedding (Su et al., 2021) in the layout of Hugging Face's Llama, in which dimension i turns with i + head size / 2,
/// of all heads of one token.
fn turn(heads: &mut [f32], (cos, sin): (&[f32], &[f32])) {
    for head in heads.chunks_exact_mut(cos.len() * 2) {
        let (low, high) = head.split_at_mut(cos.len());
        for (((a, b), cos), sin) in low.iter_mut().zip(high).zip(cos).zip(sin) {
            (*a, *b) = (*a * cos - *b * sin, *b * cos + *a * sin);
        }
    }
}

/// Causal attention with grouped heads (Ainslie et al., 2023) over the caches' keys and values: queries at the start of each row
/// (m, q + k + v width) -> (m, heads * head size). Row i sees its own sequence up to itself.
pub(crate) struct Attention<'a, 'b> {
    pub caches: &'a [&'b mut Cache],
    /// (m)
    pub places: &'a [Place],
    pub layer: usize,
    pub heads: usize,
    pub kv_heads: usize,
    pub head_dim: usize,
}

impl CustomOp1 for Attention<'_, '_> {
    fn name(&self) -> &'static str {
        "attention"
    }

    fn cpu_fwd(&self, q: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let width = self.heads * self.head_dim;
        let group = width / self.kv_heads;
        let stride = width + 2 * self.kv_heads * self.head_dim;
        let q = rows(q, layout, stride)?;
        let mut out = vec![0.0; self.places.len() * width];
        let (mut pages, mut scores) = (Vec::new(), Vec::new());
        // Rows inside, so that what they share of their sequences is read from near memory.
        for kv_head in 0..self.kv_heads {
            for (i, place) in self.places.iter().enumerate() {
                let tokens = place.position + 1;
                pages.clear();
                pages.extend(self.caches[place.cache].pages(self.layer, kv_head).take(tokens.div_ceil(PAGE)));
                scores.resize(group / self.head_dim * pages.len() * PAGE, 0.0);
                let q = &q[i * stride + kv_head * group..][..group];
                simd::attend(
                    q,
                    &pages,
                    tokens,
                    &mut scores,
                    &mut out[i * width + kv_head * group..][..group],
                );
            }
        }
        matrix(out, width)
    }
}

/// Product with a matrix of weights, added to a residual: (m, columns), (m, rows) -> (m, rows).
pub(crate) struct AddLinear<'a>(pub &'a Matrix);

impl CustomOp2 for AddLinear<'_> {
    fn name(&self) -> &'static str {
        "add-linear"
    }

    fn cpu_fwd(
        &self,
        x: &CpuStorage,
        xl: &Layout,
        r: &CpuStorage,
        rl: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let x = rows(x, xl, self.0.columns())?;
        let residual = rows(r, rl, self.0.rows())?;
        if residual.len() * self.0.columns() != x.len() * self.0.rows() {
            bail!("add-linear: {} values for a residual of {}", x.len(), residual.len());
        }
        matrix(add_product(self.0, x, residual), self.0.rows())
    }
}

/// `x` (m, columns) through `weights`, plus `residual` (m, rows).
fn add_product(weights: &Matrix, x: &[f32], residual: &[f32]) -> Vec<f32> {
    let mut out = vec![0.0; residual.len()];
    weights.apply(&Input::new(x, weights), &mut out, weights.rows());
    out.iter_mut().zip(residual).for_each(|(o, r)| *o += r);
    out
}

/// Normalised rows through a gated linear unit with SiLU (Shazeer, 2020), with its residual: (m, d) -> (m, d).
pub(crate) struct FeedForward<'a> {
    pub layer: &'a Layer,
    pub eps: f32,
}

impl CustomOp1 for FeedForward<'_> {
    fn name(&self) -> &'static str {
        "feed-forward"
    }

    fn cpu_fwd(&self, x: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let Layer { ffn_norm, gate, up, down, .. } = self.layer;
        let (d, ff) = (ffn_norm.len(), gate.rows());
        let x = rows(x, layout, d)?;
        let h = norm(x, ffn_norm, self.eps); // (m, d)
        let h = Input::new(&h, gate);
        let mut gated = vec![0.0; x.len() / d * ff]; // (m, ff)
        let mut lifted = gated.clone(); // (m, ff)
        gate.apply(&h, &mut gated, ff);
        up.apply(&h, &mut lifted, ff);
        simd::silu_times(&mut gated, &lifted);
        matrix(add_product(down, &gated, x), d)
    }
}

/// Normalised rows times the embedding: (m, d) -> (m, vocabulary).
pub(crate) struct Logits<'a> {
    /// (d)
    pub norm: &'a [f32],
    pub eps: f32,
    pub embedding: &'a Matrix,
}

impl CustomOp1 for Logits<'_> {
    fn name(&self) -> &'static str {
        "logits"
    }

    fn cpu_fwd(&self, x: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let h = norm(rows(x, layout, self.norm.len())?, self.norm, self.eps); // (m, d)
        let vocabulary = self.embedding.rows();
        let mut out = vec![0.0; h.len() / self.norm.len() * vocabulary];
        self.embedding.apply(&Input::new(&h, self.embedding), &mut out, vocabulary);
        matrix(out, vocabulary)
    }
}

/// Each row of `x` (m, d) normalised: (m, d).
fn norm(x: &[f32], weight: &[f32], eps: f32) -> Vec<f32> {
    let mut out = vec![0.0; x.len()];
    let rows = x.chunks_exact(weight.len()).zip(out.chunks_exact_mut(weight.len()));
    rows.for_each(|(x, out)| simd::rms_norm(x, weight, eps, out));
    out
}

/// The values of a contiguous (m, width) tensor.
fn rows<'a>(storage: &'a CpuStorage, layout: &Layout, width: usize) -> Result<&'a [f32]> {
    let Some((start, end)) = layout.contiguous_offsets() else {
        return Err(Error::RequiresContiguous { op: "decoder" }.bt());
    };
    match layout.dims() {
        [_, columns] if *columns == width => Ok(&storage.as_slice::<f32>()?[start..end]),
        dims => bail!("expected rows of {width} values, got a tensor of {dims:?}"),
    }
}

fn matrix(values: Vec<f32>, width: usize) -> Result<(CpuStorage, Shape)> {
    let shape = Shape::from((values.len() / width, width));
    Ok((CpuStorage::F32(values), shape))
}
