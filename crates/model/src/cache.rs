//! Keys and values of the tokens that were read so far.

use crate::config::Config;
use candle_core::{DType, Device, Result, Tensor};

/// Lives where its [`Transformer`](crate::transformer::Transformer) lives. Keys and values of every layer, allocated once for the
/// whole context: a token writes its own row and moves nothing.
#[derive(Debug)]
pub struct Cache {
    /// One pair a layer, each (context, kv heads * head size).
    layers: Vec<(Tensor, Tensor)>,
    len: usize,
    context: usize,
}

impl Cache {
    pub fn new(config: &Config) -> Result<Cache> {
        let context = config.max_position_embeddings;
        let rows = || Tensor::zeros((context, config.kv_width()), DType::F32, &Device::Cpu);
        let layers = (0..config.num_hidden_layers).map(|_| Ok((rows()?, rows()?))).collect::<Result<_>>()?;
        Ok(Cache { layers, len: 0, context })
    }

    /// Tokens held.
    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Tokens that still fit.
    pub fn room(&self) -> usize {
        self.context - self.len
    }

    /// Forgets all but the first `len` tokens; what lies behind is overwritten later.
    pub fn rewind(&mut self, len: usize) {
        self.len = self.len.min(len);
    }

    /// Writes `k` and `v` (m, kv heads * head size) of the tokens that follow into `layer` and returns that layer's
    /// whole tensors. The tokens count from [`Cache::advance`] on.
    pub(crate) fn write(&mut self, layer: usize, k: &Tensor, v: &Tensor) -> Result<(&Tensor, &Tensor)> {
        let (keys, values) = &self.layers[layer];
        keys.slice_set(k, 0, self.len)?;
        values.slice_set(v, 0, self.len)?;
        Ok((keys, values))
    }

    /// Counts `tokens` more, after every layer has written them.
    pub(crate) fn advance(&mut self, tokens: usize) {
        self.len += tokens;
    }
}
