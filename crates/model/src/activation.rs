//! Activations in eight bits, block by block.

/// Weights, or activations, that share one scale.
pub(crate) const BLOCK: usize = 32;

/// A block of activations: value i is `quants[i] * scale`.
#[derive(Clone, Debug, Default, PartialEq)]
#[repr(C)]
pub(crate) struct Activation {
    pub quants: [i8; BLOCK],
    pub scale: f32,
    /// -128 times the sum of the quants: what products with quants that were made unsigned by adding 128 have too much.
    pub correction: i32,
}
