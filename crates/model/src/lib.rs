//! Tokens in, tokens out: a Llama-shaped decoder over candle tensors and the composer that asks it for loops.
//! Everything runs on the thread that calls it; nothing here starts a thread or wakes one of candle's pools.
#![warn(unreachable_pub)]

mod activation;
mod angles;
pub mod cache;
pub mod composer;
pub mod config;
mod matrix;
mod ops;
mod q8;
pub mod sampler;
mod simd;
pub mod transformer;
pub mod weights;

pub use cache::Cache;
pub use composer::{ComposeError, Composed, Composer};
pub use config::Config;
pub use transformer::{Transformer, TransformerError};
pub use weights::{Precision, Vocabulary, Weights, WeightsError};
