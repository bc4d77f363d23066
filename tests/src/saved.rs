//! Reads what the instrument has stored in a project.

use score::{Instrument, Metre, Note, Request};
use serde::Deserialize;
use serde_json::Value;
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
}

/// The loop in a stored state.
#[derive(Clone, Debug, PartialEq, Deserialize)]
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

/// The loop that a stored state holds, if it holds one.
pub fn saved_loop(state: &[u8]) -> Result<Option<SavedLoop>, SavedError> {
    let mut field = field_of(&object_of(state)?.0)?;
    Ok(serde_json::from_value(field["loop"].take())?)
}

/// The instruments that the next loop is to have.
pub fn saved_instruments(state: &[u8]) -> Result<Vec<Instrument>, SavedError> {
    let mut field = field_of(&object_of(state)?.0)?;
    Ok(serde_json::from_value(field["instruments"].take())?)
}

/// The same state with other instruments for the next loop.
pub fn with_instruments(state: &[u8], instruments: &[Instrument]) -> Result<Vec<u8>, SavedError> {
    let (mut object, length_in_front) = object_of(state)?;
    let mut field = field_of(&object)?;
    field["instruments"] = serde_json::to_value(instruments)?;
    object["fields"][FIELD] = Value::String(field.to_string());
    let text = object.to_string().into_bytes();
    let length = (text.len() as u64).to_le_bytes();
    Ok(if length_in_front { [&length, text.as_slice()].concat() } else { text })
}

/// The framework's JSON object, and whether its length stands in front, as it does in CLAP.
fn object_of(state: &[u8]) -> Result<(Value, bool), SavedError> {
    let start = state.iter().position(|&byte| byte == b'{').ok_or(SavedError::NoObject(state.len()))?;
    Ok((serde_json::from_slice(&state[start..])?, start > 0))
}

/// Every field is JSON text again.
fn field_of(object: &Value) -> Result<Value, SavedError> {
    let text = object["fields"][FIELD].as_str().ok_or(SavedError::NoField(FIELD))?;
    Ok(serde_json::from_str(text)?)
}
