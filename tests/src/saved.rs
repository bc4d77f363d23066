//! Reads what the instrument has stored in a project.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use score::note::fit;
use score::smf::channels;
use score::{BARS, Instrument, Metre, Note, Request, Ticks};
use serde_json::{Value, json};
use thiserror::Error;

/// Why a stored state cannot be read.
#[derive(Debug, Error)]
pub enum SavedError {
    #[error("the state of {0} bytes holds no JSON object")]
    NoObject(usize),
    #[error("the state is not as the instrument writes it: {0}")]
    Json(#[from] serde_json::Error),
    #[error("the state has no field {0:?}")]
    NoField(&'static str),
    #[error("{0:?} are not packed notes")]
    Notes(String),
}

/// The loop in a stored state.
#[derive(Clone, Debug, PartialEq)]
pub struct SavedLoop {
    pub metre: Metre,
    /// Canonical.
    pub notes: Vec<Note>,
    /// Bars that are written, from the first.
    pub bars: usize,
    /// What was asked for.
    pub asked: Request,
}

/// The field in which the instrument keeps what no parameter can hold.
const FIELD: &str = "quatrain";

/// The first loop of what is in the slot that plays, or as much of it as is written; if there is one.
pub fn saved_loop(state: &[u8]) -> Result<Option<SavedLoop>, SavedError> {
    let field = field_of(&saved_object(state)?)?;
    let slot = &field["slots"][field["slot"].as_u64().unwrap_or(0) as usize];
    let step = &slot["steps"][slot["now"].as_u64().unwrap_or(0) as usize];
    let later = slot["generation"].as_u64().unwrap_or(0).saturating_sub(step["first"].as_u64().unwrap_or(0));
    let pieces = step["pieces"].as_array().map_or(0, Vec::len);
    let now = &step["pieces"][(later as usize).min(pieces.max(1) - 1)];
    let shown = &if slot["draft"].is_null() { now } else { &slot["draft"] }["sections"][0];
    if shown.is_null() { Ok(None) } else { read_loop(shown).map(Some) }
}

/// The first loops of what is in the slot that plays and of all variations that follow it, in their order.
pub fn saved_variations(state: &[u8]) -> Result<Vec<SavedLoop>, SavedError> {
    let field = field_of(&saved_object(state)?)?;
    let slot = &field["slots"][field["slot"].as_u64().unwrap_or(0) as usize];
    let step = &slot["steps"][slot["now"].as_u64().unwrap_or(0) as usize];
    step["pieces"].as_array().into_iter().flatten().map(|piece| read_loop(&piece["sections"][0])).collect()
}

/// The first loops of every step in the history of the slot that plays, the oldest first.
pub fn saved_steps(state: &[u8]) -> Result<Vec<SavedLoop>, SavedError> {
    let field = field_of(&saved_object(state)?)?;
    let slot = &field["slots"][field["slot"].as_u64().unwrap_or(0) as usize];
    let steps = slot["steps"].as_array().into_iter().flatten();
    steps.map(|step| read_loop(&step["pieces"][0]["sections"][0])).collect()
}

fn read_loop(stored: &Value) -> Result<SavedLoop, SavedError> {
    let asked: Request = serde_json::from_value(stored["asked"].clone())?;
    let notes = |key: &str| unpack(stored[key].as_str().unwrap_or_default());
    let asked = Request { keep: notes("keep")?, past: notes("past")?, ..asked };
    let bars = stored["bars"].as_u64().map_or(BARS, |bars| bars as usize);
    Ok(SavedLoop { metre: asked.metre, notes: fit(&notes("notes")?, asked.metre), bars, asked })
}

/// Notes by instrument: its number and how many, then for each the ticks since the one before, pitch, velocity, duration; numbers that
/// may be great in base 128, and all that in base 64.
fn unpack(text: &str) -> Result<Vec<Note>, SavedError> {
    let wrong = || SavedError::Notes(text.to_owned());
    let mut bytes = STANDARD_NO_PAD.decode(text).map_err(|_| wrong())?.into_iter();
    let mut notes = Vec::new();
    while let Some(instrument) = bytes.next() {
        let mut onset = Ticks(0);
        for _ in 0..number(&mut bytes).ok_or_else(wrong)? {
            onset = onset + Ticks(number(&mut bytes).ok_or_else(wrong)?);
            let mut byte = || bytes.next().ok_or_else(wrong);
            let (pitch, velocity) = (byte()?, byte()?);
            let duration = Ticks(number(&mut bytes).ok_or_else(wrong)?);
            notes.push(Note { instrument: Instrument(instrument), onset, pitch, velocity, duration });
        }
    }
    Ok(notes)
}

fn number(bytes: &mut impl Iterator<Item = u8>) -> Option<u16> {
    let byte = u16::from(bytes.next()?);
    if byte < 128 { Some(byte) } else { Some(byte & 127 | number(bytes)? << 7) }
}

/// Whether something is being written for the slot that plays.
pub fn saved_draft(state: &[u8]) -> Result<bool, SavedError> {
    let field = field_of(&saved_object(state)?)?;
    Ok(!field["slots"][field["slot"].as_u64().unwrap_or(0) as usize]["draft"].is_null())
}

/// The song position, in quarters, at which a pass of the stored loop started; `None` if it never played.
pub fn saved_anchor(state: &[u8]) -> Result<Option<f64>, SavedError> {
    Ok(field_of(&saved_object(state)?)?["anchor"].as_f64())
}

/// The instruments that the next loop is to have, canonical.
pub fn saved_instruments(state: &[u8]) -> Result<Vec<Instrument>, SavedError> {
    let field = field_of(&saved_object(state)?)?;
    let lanes = field["rack"].as_array().into_iter().flatten();
    let asked = lanes.filter(|lane| !lane.is_null() && lane["chosen"] != json!(true));
    let mut asked = asked
        .map(|lane| serde_json::from_value(lane["instrument"].clone()))
        .collect::<Result<Vec<Instrument>, _>>()?;
    asked.sort();
    Ok(asked)
}

/// The same state with other instruments for the next loop.
pub fn with_instruments(state: &[u8], instruments: &[Instrument]) -> Result<Vec<u8>, SavedError> {
    let lane =
        |(instrument, channel): (Instrument, u8)| json!({"instrument": instrument, "channel": channel});
    let rack: Vec<Value> = channels(instruments).into_iter().map(lane).collect();
    with_field(state, |field| field["rack"] = json!(rack))
}

/// The same state without a loop.
pub fn without_loop(state: &[u8]) -> Result<Vec<u8>, SavedError> {
    with_field(state, |field| field["slots"] = json!([]))
}

/// The same state with the instrument's own field edited.
pub fn with_field(state: &[u8], edit: impl FnOnce(&mut Value)) -> Result<Vec<u8>, SavedError> {
    let mut field = field_of(&saved_object(state)?)?;
    edit(&mut field);
    with_object(state, |object| object["fields"][FIELD] = Value::String(field.to_string()))
}

/// The same state with the framework's object edited.
pub fn with_object(state: &[u8], edit: impl FnOnce(&mut Value)) -> Result<Vec<u8>, SavedError> {
    let (start, mut object) = object_in(state)?;
    edit(&mut object);
    let text = object.to_string().into_bytes();
    // CLAP states have the object's length in front.
    let length = (text.len() as u64).to_le_bytes();
    Ok(if start > 0 { [&length, text.as_slice()].concat() } else { text })
}

/// The framework's object: parameters and fields. It is the same in every format.
pub fn saved_object(state: &[u8]) -> Result<Value, SavedError> {
    Ok(object_in(state)?.1)
}

/// The framework's object and where it starts. What is around it is the format's (CLAP: its length in front) or the host's.
fn object_in(state: &[u8]) -> Result<(usize, Value), SavedError> {
    let starts = (0..state.len()).filter(|&start| state[start] == b'{');
    let object = |start| {
        let value: Value = serde_json::Deserializer::from_slice(&state[start..]).into_iter().next()?.ok()?;
        value.get("fields").is_some().then_some((start, value))
    };
    starts.filter_map(object).next().ok_or(SavedError::NoObject(state.len()))
}

/// Every field is JSON text again.
fn field_of(object: &Value) -> Result<Value, SavedError> {
    let text = object["fields"][FIELD].as_str().ok_or(SavedError::NoField(FIELD))?;
    Ok(serde_json::from_str(text)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A state of `length` bytes, as CLAP stores it.
    fn clap_state(length: usize) -> Vec<u8> {
        let object =
            |filling: &str| serde_json::json!({ "fields": { FIELD: "{}", "filling": filling } }).to_string();
        let text = object(&"x".repeat(length - object("").len())).into_bytes();
        [&(text.len() as u64).to_le_bytes(), text.as_slice()].concat()
    }

    /// The length of such a state begins with the byte of a brace.
    #[test]
    fn a_length_that_looks_like_an_object_is_not_taken_for_one() {
        for length in [0x17b, 0x200, 0x7b7b] {
            let state = clap_state(length);
            assert_eq!(
                field_of(&saved_object(&state).expect("an object")).expect("a field"),
                serde_json::json!({})
            );
            let edited =
                with_object(&state, |object| object["fields"]["filling"] = "".into()).expect("an object");
            assert_eq!(u64::from_le_bytes(edited[..8].try_into().expect("eight")), edited.len() as u64 - 8);
        }
    }

    #[test]
    fn what_a_host_writes_around_a_state_does_not_matter() {
        let state = clap_state(300);
        let wrapped = [b"VST3{header", &state[8..], b"List{}"].concat();
        assert_eq!(saved_object(&wrapped).expect("an object"), saved_object(&state).expect("an object"));
    }
}
