//! How much of one core the synthesiser takes: `cargo run --release -p quatrain-synth --example load [FILE.sf2]`. For each family 64
//! notes held in blocks of 64 frames; the median block and the worst, in per cent of the time that the block lasts.

use score::Instrument;
use std::time::Instant;
use synth::{DRUMS, Event, Message, Sounds, Synth};

const RATE: f64 = 48_000.0;
const FRAMES: usize = 64;
const BLOCKS: usize = 1500;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1);
    for program in (0..128).step_by(8).chain([52, 81, 128]) {
        let mut synth = Synth::new(RATE);
        if let Some(file) = &file {
            let sounds = Sounds::read(file.as_ref(), RATE)?;
            synth.use_sounds(Box::new(sounds)).map_err(|_| "others still fade")?;
        }
        let mut shares: Vec<f64> = (0..BLOCKS).map(|block| share(&mut synth, block, program)).collect();
        shares.sort_by(f64::total_cmp);
        let at = |part: f64| shares[(part * (BLOCKS - 1) as f64) as usize];
        println!("program {program:3}: median {:5.1} %, 99th percentile {:5.1} %", at(0.5), at(0.99));
    }
    Ok(())
}

/// Plays one block; strikes all 64 notes anew now and then.
fn share(synth: &mut Synth, block: usize, program: u8) -> f64 {
    let channel = if program < 128 { 0 } else { DRUMS };
    let instrument = Instrument(program);
    let mut events = vec![Event { frame: 0, message: Message::Instrument { channel, instrument } }];
    if block.is_multiple_of(300) {
        let note = |n: u8| Message::On {
            channel,
            key: if channel == DRUMS { 35 + n % 47 } else { 32 + n },
            velocity: 100,
        };
        events.extend((0..64).map(|n| Event { frame: 0, message: note(n) }));
    }
    let (mut left, mut right) = ([0.0; FRAMES], [0.0; FRAMES]);
    let begun = Instant::now();
    synth.process(&events, &mut left, &mut right);
    begun.elapsed().as_secs_f64() / (FRAMES as f64 / RATE) * 100.0
}
