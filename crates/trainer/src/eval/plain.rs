//! The yardstick: the same weights sampled without any help. No grammar, no guidance, one candidate; each token is drawn from the ten
//! likeliest (top-k, Fan et al., "Hierarchical neural story generation", ACL 2018) at temperature 1, until `End` or until the
//! context is full, and tokens that make no sense where they stand are passed over.

use crate::prepare::dice::Dice;
use model::cache::Cache;
use model::{Transformer, TransformerError, Weights};
use score::{BARS, DRUM_DURATION, Instrument, Metre, Note, Request, Ticks, Token, bins, tokens};
use std::sync::Arc;

const TOP_K: usize = 10;

/// Prompt tokens that are read at a time.
const CHUNK: usize = 128;

/// Stream of the dice that draw tokens.
const DRAWS: u64 = 0x0070_6c61_696e;

/// Writes loops as the model by itself would.
pub(super) struct Plain {
    transformer: Transformer,
    cache: Cache,
}

impl Plain {
    pub(super) fn new(weights: Arc<Weights>) -> Plain {
        let transformer = Transformer::new(weights);
        Plain { cache: transformer.cache(), transformer }
    }

    /// The notes that the tokens say, as they come: they may sound on behind the loop's end.
    ///
    /// # Errors
    /// When the decoder fails.
    pub(super) fn write(&mut self, request: &Request) -> Result<Vec<Note>, TransformerError> {
        let prompt: Vec<u16> = tokens::prompt(request).iter().map(|t| t.id()).collect();
        self.cache.rewind(0);
        let mut logits = Vec::new();
        for chunk in prompt.chunks(CHUNK) {
            logits = self.transformer.forward(&mut self.cache, chunk)?; // (vocabulary)
        }
        let (mut dice, mut reader, mut notes) =
            (Dice::new(request.seed, DRAWS), Reader::new(request.metre), Vec::new());
        loop {
            let id = draw(&logits, &mut dice);
            match Token::from_id(id) {
                Some(Token::End) => return Ok(notes),
                token => notes.extend(token.and_then(|token| reader.read(token))),
            }
            if self.cache.room() == 0 {
                return Ok(notes);
            }
            logits = self.transformer.forward(&mut self.cache, &[id])?;
        }
    }
}

/// One of the [`TOP_K`] likeliest ids, by their probabilities at temperature 1. `logits`: (vocabulary).
fn draw(logits: &[f32], dice: &mut Dice) -> u16 {
    let mut ids: Vec<u16> = (0..logits.len() as u16).collect();
    ids.sort_by(|&a, &b| logits[usize::from(b)].total_cmp(&logits[usize::from(a)]));
    ids.truncate(TOP_K);
    let largest = ids.first().map_or(0.0, |&id| f64::from(logits[usize::from(id)]));
    let sums: Vec<f64> = ids
        .iter()
        .scan(0.0, |sum, &id| {
            *sum += (f64::from(logits[usize::from(id)]) - largest).exp();
            Some(*sum)
        })
        .collect();
    ids.get(dice.weighted(&sums)).copied().unwrap_or_default()
}

/// Takes tokens in any order. What was last said of bar, instrument, position, velocity and duration holds for each pitch that follows;
/// a pitch for which something is missing, and any other token out of place, is passed over.
struct Reader {
    metre: Metre,
    /// Bars begun.
    bars: usize,
    instrument: Option<Instrument>,
    position: Option<u8>,
    velocity: Option<u8>,
    duration: Option<u8>,
}

impl Reader {
    fn new(metre: Metre) -> Reader {
        Reader { metre, bars: 0, instrument: None, position: None, velocity: None, duration: None }
    }

    fn read(&mut self, token: Token) -> Option<Note> {
        match token {
            Token::Bar => *self = Reader { bars: self.bars + 1, ..Reader::new(self.metre) },
            Token::Instrument(instrument) => {
                *self = Reader { bars: self.bars, instrument: Some(instrument), ..Reader::new(self.metre) };
            }
            Token::Position(position) => self.position = Some(position),
            Token::Velocity(velocity) => self.velocity = Some(velocity),
            Token::Duration(duration) => self.duration = Some(duration),
            Token::Pitch(pitch) => return self.note(pitch, false),
            Token::DrumPitch(pitch) => return self.note(pitch, true),
            _ => {}
        }
        None
    }

    fn note(&self, pitch: u8, drums: bool) -> Option<Note> {
        let bar = self.bars.checked_sub(1).filter(|&bar| bar < BARS)?;
        let instrument = self.instrument.filter(|i| i.is_drums() == drums)?;
        let position = self.position.map(u16::from).filter(|&p| p < self.metre.bar().0)?;
        Some(Note {
            instrument,
            onset: Ticks(bar as u16 * self.metre.bar().0 + position),
            pitch,
            velocity: bins::velocity_value(self.velocity?),
            duration: if drums { DRUM_DURATION } else { bins::duration_value(self.duration?) },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Config;

    fn read(tokens: &[Token]) -> Vec<Note> {
        let mut reader = Reader::new(Metre::FourFour);
        tokens.iter().filter_map(|&token| reader.read(token)).collect()
    }

    #[test]
    fn well_formed_music_is_read_as_it_was_written() {
        let note = |instrument, onset, pitch, duration| Note {
            instrument: Instrument(instrument),
            onset: Ticks(onset),
            pitch,
            velocity: bins::velocity_value(20),
            duration: Ticks(duration),
        };
        let notes = [note(128, 0, 36, 1), note(33, 12, 40, 12), note(33, 12, 47, 6), note(0, 100, 60, 24)];
        assert_eq!(read(&tokens::music(&notes, Metre::FourFour)), notes);
    }

    #[test]
    fn tokens_out_of_place_are_passed_over_and_the_rest_is_heard() {
        let bass = Token::Instrument(Instrument(33));
        let whole = [Token::Position(12), Token::Velocity(20), Token::Duration(5), Token::Pitch(40)];
        let before_any_bar = [&[bass][..], &whole].concat();
        assert_eq!(read(&before_any_bar), []);
        let half_said = [Token::Bar, bass, Token::Position(3), Token::Bar, bass];
        let heard = read(&[&half_said[..], &whole].concat());
        assert_eq!((heard.len(), heard[0].onset), (1, Ticks(48 + 12)), "in the second bar");
        let no_velocity = [Token::Bar, bass, Token::Position(0), Token::Duration(5), Token::Pitch(40)];
        assert_eq!(read(&no_velocity), []);
        let drums_in_the_bass =
            [&[Token::Bar, bass][..], &whole[..3], &[Token::DrumPitch(36), Token::Pitch(41)]].concat();
        assert_eq!(read(&drums_in_the_bass).iter().map(|n| n.pitch).collect::<Vec<_>>(), [41]);
        let behind =
            [Token::Bar, bass, Token::Position(50), Token::Velocity(1), Token::Duration(1), Token::Pitch(1)];
        assert_eq!(read(&behind), [], "no such position in 4/4");
        let fifth_bar = [&[Token::Bar; 5][..], &[bass], &whole].concat();
        assert_eq!(read(&fifth_bar), []);
    }

    #[test]
    fn only_the_ten_likeliest_are_drawn_as_often_as_they_are_likely() {
        let logits: Vec<f32> = (0..40).map(|i| if i < 10 { 1.0 + i as f32 * 0.1 } else { 0.9 }).collect();
        let mut dice = Dice::new(1, 0);
        let mut counts = [0; 40];
        (0..20_000).for_each(|_| counts[usize::from(draw(&logits, &mut dice))] += 1);
        assert_eq!(counts[10..].iter().sum::<usize>(), 0);
        let expected = 0.9f64.exp();
        let ratio = counts[9] as f64 / counts[0] as f64;
        assert!((ratio / expected - 1.0).abs() < 0.15, "{ratio} for {expected}");
    }

    #[test]
    fn untrained_weights_babble_to_the_end_of_the_context_and_the_seed_decides_what() {
        let config = Config {
            hidden_size: 64,
            intermediate_size: 64,
            num_hidden_layers: 1,
            max_position_embeddings: 300,
            ..Config::shipped()
        };
        let weights = Arc::new(Weights::random(&config, 1).expect("weights"));
        let mut plain = Plain::new(weights);
        let mut write = |seed| plain.write(&Request { seed, ..Request::default() }).expect("tokens");
        let first = write(1);
        assert_eq!(first, write(1));
    }
}
