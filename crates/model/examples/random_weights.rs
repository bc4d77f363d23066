//! Writes untrained weights of the shipped shape, for those who build before they train:
//! `cargo run -p quatrain-model --example random_weights -- model/quatrain.gguf`

use model::{Config, Precision, Weights};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("say where to: random_weights FILE.gguf")?;
    let bytes = Weights::random(&Config::shipped(), 1)?.to_gguf(Precision::Q8)?;
    std::fs::write(&path, &bytes)?;
    println!("{path}: {} bytes", bytes.len());
    Ok(())
}
