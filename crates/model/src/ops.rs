//! The decoder's operations on candle tensors. candle's own versions of them hop to thread pools that belong to the whole process
//! (rayon's, and a spinning one for quantised products and large element-wise operations); these stay on the calling thread.

use crate::cache::{Cache, PAGE};
use crate::matrix::Matrix;
use crate::simd;
use crate::transformer::Angles;
use candle_core::{CpuStorage, CustomOp1, CustomOp2, Error, Layout, Result, Shape, bail};

/// Root mean square normalisation (Zhang and Sennrich, 2019): (m, d) -> (m, d).
pub(crate) struct RmsNorm<'a> {
    /// (d)
    pub weight: &'a [f32],
    pub eps: f32,
}

impl CustomOp1 for RmsNorm<'_> {
    fn name(&self) -> &'static str {
        "rms-norm"
    }

    fn cpu_fwd(&self, x: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let x = rows(x, layout, self.weight.len())?;
        let mut out = Vec::with_capacity(x.len());
        for row in x.chunks_exact(self.weight.len()) {
            let mean_square = simd::dot(row, row) / row.len() as f32;
            let scale = 1.0 / (mean_square + self.eps).sqrt();
            out.extend(row.iter().zip(self.weight).map(|(x, w)| x * scale * w));
        }
        matrix(out, self.weight.len())
    }
}

/// Product with a matrix of weights: (m, columns) -> (m, rows).
pub(crate) struct Linear<'a>(pub &'a Matrix);

impl CustomOp1 for Linear<'_> {
    fn name(&self) -> &'static str {
        "linear"
    }

    fn cpu_fwd(&self, x: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let x = rows(x, layout, self.0.columns())?;
        matrix(self.0.apply(x), self.0.rows())
    }
}

/// [`Linear`] added to a residual: (m, columns), (m, rows) -> (m, rows).
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
        let mut out = self.0.apply(rows(x, xl, self.0.columns())?);
        let residual = rows(r, rl, self.0.rows())?;
        if residual.len() != out.len() {
            bail!("add-linear: {} products for a residual of {}", out.len(), residual.len());
        }
        out.iter_mut().zip(residual).for_each(|(o, r)| *o += r);
        matrix(out, self.0.rows())
    }
}

/// Gated linear unit with SiLU (Shazeer, 2020): (m, d) -> (m, ff).
pub(crate) struct SwiGlu<'a> {
    pub gate: &'a Matrix,
    pub up: &'a Matrix,
}

impl CustomOp1 for SwiGlu<'_> {
    fn name(&self) -> &'static str {
        "swiglu"
    }

    fn cpu_fwd(&self, x: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let x = rows(x, layout, self.gate.columns())?;
        let mut out = self.gate.apply(x); // (m, ff)
        simd::silu_times(&mut out, &self.up.apply(x));
        matrix(out, self.gate.rows())
    }
}

/// Rotary position embedding (Su et al., 2021) in the layout of Hugging Face's Llama, in which dimension i turns with i + head size / 2:
/// (m, heads * head size) -> the same.
pub(crate) struct Rope<'a> {
    pub angles: &'a Angles,
    /// (m)
    pub places: &'a [Place],
    pub heads: usize,
}

impl CustomOp1 for Rope<'_> {
    fn name(&self) -> &'static str {
        "rope"
    }

    fn cpu_fwd(&self, x: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let half = self.angles.half;
        let width = self.heads * half * 2;
        let mut out = rows(x, layout, width)?.to_vec();
        for (token, place) in out.chunks_exact_mut(width).zip(self.places) {
            let (cos, sin) = self.angles.at(place.position);
            for head in token.chunks_exact_mut(half * 2) {
                let (low, high) = head.split_at_mut(half);
                for (((a, b), cos), sin) in low.iter_mut().zip(high).zip(cos).zip(sin) {
                    (*a, *b) = (*a * cos - *b * sin, *b * cos + *a * sin);
                }
            }
        }
        matrix(out, width)
    }
}

/// Where a row of a batch belongs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// Index of the cache that the row's token is read into.
    pub cache: usize,
    /// Index of the token in its sequence.
    pub position: usize,
}

/// Causal attention with grouped heads (Ainslie et al., 2023) over the caches' keys and values: queries (m, heads * head size) -> the same.
/// Row i sees its own sequence up to itself.
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
        let q = rows(q, layout, width)?;
        let mut out = vec![0.0; q.len()];
        let (mut pages, mut scores) = (Vec::new(), Vec::new());
        // Rows inside, so that what they share of their sequences is read from near memory.
        for kv_head in 0..self.kv_heads {
            for (i, place) in self.places.iter().enumerate() {
                let tokens = place.position + 1;
                pages.clear();
                pages.extend(self.caches[place.cache].pages(self.layer, kv_head).take(tokens.div_ceil(PAGE)));
                scores.resize(pages.len() * PAGE, 0.0);
                let part = i * width + kv_head * group..i * width + (kv_head + 1) * group;
                let heads = q[part.clone()].chunks_exact(self.head_dim);
                for (q, out) in heads.zip(out[part].chunks_exact_mut(self.head_dim)) {
                    simd::attend(q, &pages, tokens, &mut scores, out);
                }
            }
        }
        matrix(out, width)
    }
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
