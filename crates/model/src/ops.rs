//! The decoder's operations on candle tensors. candle's own versions of them hop to thread pools that belong to the whole process
//! (rayon's, and a spinning one for quantised products and large element-wise operations); these stay on the calling thread.

use crate::matrix::Matrix;
use crate::simd;
use candle_core::{CpuStorage, CustomOp1, CustomOp2, CustomOp3, Error, Layout, Result, Shape, bail};

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
    /// (m, head size / 2)
    pub cos: &'a [f32],
    /// (m, head size / 2)
    pub sin: &'a [f32],
    /// Head size / 2.
    pub half: usize,
    pub heads: usize,
}

impl CustomOp1 for Rope<'_> {
    fn name(&self) -> &'static str {
        "rope"
    }

    fn cpu_fwd(&self, x: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let width = self.heads * self.half * 2;
        let mut out = rows(x, layout, width)?.to_vec();
        let angles = self.cos.chunks_exact(self.half).zip(self.sin.chunks_exact(self.half));
        for (token, (cos, sin)) in out.chunks_exact_mut(width).zip(angles) {
            for head in token.chunks_exact_mut(self.half * 2) {
                let (low, high) = head.split_at_mut(self.half);
                for (((a, b), cos), sin) in low.iter_mut().zip(high).zip(cos).zip(sin) {
                    (*a, *b) = (*a * cos - *b * sin, *b * cos + *a * sin);
                }
            }
        }
        matrix(out, width)
    }
}

/// Causal attention with grouped heads (Ainslie et al., 2023): queries (m, heads * head size), keys and values (context, kv heads *
/// head size) -> (m, heads * head size). Query i sees the keys 0..=start + i.
pub(crate) struct Attention {
    pub start: usize,
    pub heads: usize,
    pub kv_heads: usize,
    pub head_dim: usize,
}

impl CustomOp3 for Attention {
    fn name(&self) -> &'static str {
        "attention"
    }

    fn cpu_fwd(
        &self,
        q: &CpuStorage,
        ql: &Layout,
        k: &CpuStorage,
        kl: &Layout,
        v: &CpuStorage,
        vl: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let (width, kv_width) = (self.heads * self.head_dim, self.kv_heads * self.head_dim);
        let (q, k, v) = (rows(q, ql, width)?, rows(k, kl, kv_width)?, rows(v, vl, kv_width)?);
        let last = self.start + q.len() / width;
        if k.len() < last * kv_width || v.len() < last * kv_width {
            bail!("attention: {last} tokens, but keys and values of fewer");
        }
        let mut out = vec![0.0; q.len()];
        let mut scores = vec![0.0; last];
        for (i, (q, out)) in q.chunks_exact(width).zip(out.chunks_exact_mut(width)).enumerate() {
            let scores = &mut scores[..self.start + i + 1];
            for head in 0..self.heads {
                let kv_head = head * self.kv_heads / self.heads;
                let part = head * self.head_dim..(head + 1) * self.head_dim;
                let (k, v) = (&k[kv_head * self.head_dim..], &v[kv_head * self.head_dim..]);
                simd::attend(&q[part.clone()], k, v, kv_width, scores, &mut out[part]);
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
