//! Keys and values of the tokens that a sequence has read.

use crate::config::Config;
use bytemuck::{Pod, Zeroable};
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, PoisonError};

/// Tokens of a page; one key of a page lies beside the 15 others, so that one register holds as many scores.
pub(crate) const PAGE: usize = 16;

/// The memory of one sequence. Pages of [`PAGE`] tokens are made as they are needed. A clone goes on from the same tokens and shares their pages
/// for as long as nobody writes into them, so that several continuations of one prompt cost little more than one (Kwon et al., "PagedAttention",
/// 2023).
#[derive(Clone, Debug)]
pub struct Cache {
    pages: Vec<Arc<Page>>,
    len: usize,
    context: usize,
    shape: Shape,
}

/// Per layer and kv head, one behind the other: keys (head size, [`PAGE`]), values ([`PAGE`], head size). Its memory is kept for the next.
#[derive(Debug)]
struct Page(Vec<Line>);

/// Memory of pages that are over, for whoever writes next in this process: many instances in one host seldom write at the same moment. At
/// most [`SPARES`], which is what one loop with four candidates and guidance takes.
static SPARE: Mutex<Vec<Vec<Line>>> = Mutex::new(Vec::new());
const SPARES: usize = 96;

impl Page {
    /// Zeros.
    fn new(lines: usize) -> Page {
        let mut page = Page::any(lines);
        page.fill(Line([0.0; PAGE]));
        page
    }

    /// As many lines with anything in them.
    fn any(lines: usize) -> Page {
        let spare = SPARE.lock().unwrap_or_else(PoisonError::into_inner).pop();
        // Another model in the same process may have pages of another size.
        Page(spare.filter(|spare| spare.len() == lines).unwrap_or_else(|| vec![Line([0.0; PAGE]); lines]))
    }
}

impl Clone for Page {
    fn clone(&self) -> Page {
        let mut page = Page::any(self.len());
        page.copy_from_slice(self);
        page
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        let mut spare = SPARE.lock().unwrap_or_else(PoisonError::into_inner);
        if spare.len() < SPARES {
            spare.push(std::mem::take(&mut self.0));
        }
    }
}

impl Deref for Page {
    type Target = [Line];

    fn deref(&self) -> &[Line] {
        &self.0
    }
}

impl DerefMut for Page {
    fn deref_mut(&mut self) -> &mut [Line] {
        &mut self.0
    }
}

/// A line of the CPU's cache.
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
#[repr(C, align(64))]
struct Line([f32; PAGE]);

#[derive(Clone, Copy, Debug)]
struct Shape {
    layers: usize,
    kv_heads: usize,
    head_dim: usize,
}

impl Cache {
    pub fn new(config: &Config) -> Cache {
        let shape = Shape {
            layers: config.num_hidden_layers,
            kv_heads: config.num_key_value_heads,
            head_dim: config.head_dim,
        };
        Cache { pages: Vec::new(), len: 0, context: config.max_position_embeddings, shape }
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

    /// Writes keys and values (kv heads * head size) of the token at `position` into `layer`. Tokens count from
    /// [`Cache::advance`] on.
    pub(crate) fn write(&mut self, layer: usize, position: usize, k: &[f32], v: &[f32]) {
        let Shape { layers, kv_heads, head_dim } = self.shape;
        while self.pages.len() * PAGE <= position {
            self.pages.push(Arc::new(Page::new(layers * kv_heads * head_dim * 2)));
        }
        let page = Arc::make_mut(&mut self.pages[position / PAGE]);
        let page: &mut [f32] = bytemuck::cast_slice_mut(page);
        let slot = position % PAGE;
        for (head, (k, v)) in k.chunks_exact(head_dim).zip(v.chunks_exact(head_dim)).enumerate() {
            let (keys, values) = page[self.shape.part(layer, head)].split_at_mut(head_dim * PAGE);
            keys.iter_mut().skip(slot).step_by(PAGE).zip(k).for_each(|(key, k)| *key = *k);
            values[slot * head_dim..(slot + 1) * head_dim].copy_from_slice(v);
        }
    }

    /// The pages of one kv head in `layer`, each keys (head size, [`PAGE`]) and values ([`PAGE`], head size).
    pub(crate) fn pages(&self, layer: usize, kv_head: usize) -> impl Iterator<Item = &[f32]> {
        self.pages
            .iter()
            .map(move |page| &bytemuck::cast_slice::<Line, f32>(&page.0)[self.shape.part(layer, kv_head)])
    }

    /// Counts `tokens` more, after every layer has written them.
    pub(crate) fn advance(&mut self, tokens: usize) {
        self.len += tokens;
    }
}

impl Shape {
    fn part(self, layer: usize, kv_head: usize) -> std::ops::Range<usize> {
        let len = self.head_dim * PAGE * 2;
        let start = (layer * self.kv_heads + kv_head) * len;
        start..start + len
    }
}
