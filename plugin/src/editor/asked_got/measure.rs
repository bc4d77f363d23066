//! What a loop was asked for and what it is, cell by cell of the table.

use super::cell::{Cell, Verdict};
use super::columns::What;
use crate::editor::view::{Music, Quantity};
use crate::editor::words;
use score::asked::{self, Comparison, Control};
use score::{BARS, ChordSlot, Instrument, Metadata, Request};

/// A cell of the table; `None` where the table is empty.
pub fn cell(what: What, instrument: Option<Instrument>, music: &Music) -> Option<Cell> {
    let (asked, got) = (music.asked(), music.got());
    let written = music.of.is_some();
    let cell = match (what, instrument) {
        (What::Amount(quantity), instrument) => amount(quantity, instrument, asked, got)?,
        (_, Some(_)) => return None,
        (What::Bars, None) => bars(asked, got),
        (What::Chords, None) => chords(asked, got),
        (What::Key, None) => key(asked, got),
        (What::Tracks, None) => tracks(asked, got),
    };
    Some(Cell { written, ..cell })
}

/// One of the means, or the density, of the loop or of an `instrument`; `None` where nothing of the sort was asked of the instrument.
fn amount(
    quantity: Quantity,
    instrument: Option<Instrument>,
    asked: Option<&Request>,
    got: Option<&Metadata>,
) -> Option<Cell> {
    let wanted = asked_amount(quantity, instrument, asked);
    let came = got_amount(quantity, instrument, got);
    if instrument.is_some() && wanted.is_none() {
        return None;
    }
    let control = match quantity {
        Quantity::Pitch => Control::MeanPitch,
        Quantity::Velocity => Control::MeanVelocity,
        Quantity::Duration => Control::MeanDuration,
        Quantity::Density => Control::Density,
    };
    let verdict = wanted.zip(got).map(|(asked, _)| {
        let comparison = Comparison { control, instrument, asked, got: came };
        match came {
            _ if comparison.is_met() => Verdict::Met,
            Some(came) if came < asked => Verdict::TooLow,
            Some(_) => Verdict::TooHigh,
            None => Verdict::Missed,
        }
    });
    let place = |value: f32| quantity.place(value);
    let said = |value: f32| words::measured(quantity, value);
    Some(Cell {
        asked: wanted.map(said),
        got: came.map(said),
        verdict,
        marks: vec![(wanted.map(place), came.map(place))],
        ..Cell::default()
    })
}

fn asked_amount(quantity: Quantity, instrument: Option<Instrument>, asked: Option<&Request>) -> Option<f32> {
    let asked = asked?;
    let of = match instrument {
        None => [asked.mean_pitch, asked.mean_velocity, asked.mean_duration, asked.density],
        Some(instrument) => {
            let track = asked.tracks.iter().find(|track| track.instrument == instrument)?;
            [track.mean_pitch, track.mean_velocity, track.mean_duration, track.density]
        }
    };
    of[quantity.index()]
}

fn got_amount(quantity: Quantity, instrument: Option<Instrument>, got: Option<&Metadata>) -> Option<f32> {
    let got = got?;
    let of = match instrument {
        None => [got.mean_pitch, got.mean_velocity, got.mean_duration, Some(got.density)],
        Some(instrument) => {
            let track = got.tracks.iter().find(|track| track.instrument == instrument)?;
            [track.mean_pitch, Some(track.mean_velocity), track.mean_duration, Some(track.density)]
        }
    };
    of[quantity.index()]
}

/// How many of the bars for which a density was asked have it.
fn bars(asked: Option<&Request>, got: Option<&Metadata>) -> Cell {
    let wanted = asked.map_or([None; BARS], |asked| asked.bar_density);
    let all = compared(asked, got, |control| matches!(control, Control::BarDensity(_)));
    let met = all.iter().filter(|one| one.is_met()).count();
    let place = |value: f32| Quantity::Density.place(value);
    let mark = |bar: usize| (wanted[bar].map(place), got.map(|got| place(got.bar_density[bar])));
    let asks = wanted.iter().any(Option::is_some);
    let counts = wanted.iter().map(|onsets| onsets.map_or("–".to_owned(), |onsets| format!("{onsets:.0}")));
    let came = got.map(|got| got.bar_density.map(|onsets| format!("{onsets:.0}")).join(" "));
    Cell {
        asked: asks.then(|| counts.collect::<Vec<_>>().join(" ")),
        got: came,
        count: (asks && got.is_some()).then(|| format!("{met} of {}", all.len())),
        verdict: verdict(&all),
        marks: (0..BARS).map(mark).collect(),
        ..Cell::default()
    }
}

/// How many of the asked chords there are.
fn chords(asked: Option<&Request>, got: Option<&Metadata>) -> Cell {
    let all = compared(asked, got, |control| control == Control::Chords);
    let slots = asked.map_or(0, |asked| asked.chords.iter().filter(|slot| **slot != ChordSlot::Any).count());
    let hits = all.first().and_then(|one| one.got).map(|share| (share * slots as f32).round());
    let share = all.first().and_then(|one| one.got);
    Cell {
        asked: (slots > 0).then(|| slots.to_string()),
        got: if slots > 0 { hits.map(|hits| format!("{hits:.0}")) } else { got.map(heard) },
        short: got.filter(|_| slots == 0).map(different),
        count: hits.map(|hits| format!("{hits:.0} of {slots}")),
        verdict: verdict(&all),
        marks: if slots > 0 { vec![(Some(1.0), share)] } else { Vec::new() },
        ..Cell::default()
    }
}

/// The chords of all bars.
fn heard(got: &Metadata) -> String {
    let bars = got.chords.chunks_exact(2).map(|halves| words::chords([halves[0], halves[1]]));
    bars.collect::<Vec<_>>().join(" | ")
}

/// How many different chords there are.
fn different(got: &Metadata) -> String {
    let chord = |(index, slot): &(usize, &ChordSlot)| {
        matches!(slot, ChordSlot::Chord(_)) && !got.chords[..*index].contains(slot)
    };
    match got.chords.iter().enumerate().filter(chord).count() {
        0 => "none".to_owned(),
        1 => "1 chord".to_owned(),
        several => format!("{several} chords"),
    }
}

fn compared(
    asked: Option<&Request>,
    got: Option<&Metadata>,
    of: impl Fn(Control) -> bool,
) -> Vec<Comparison> {
    let Some((asked, got)) = asked.zip(got) else { return Vec::new() };
    asked::compare(asked, got).into_iter().filter(|one| one.instrument.is_none() && of(one.control)).collect()
}

fn verdict(all: &[Comparison]) -> Option<Verdict> {
    let met = all.iter().all(Comparison::is_met);
    (!all.is_empty()).then_some(if met { Verdict::Met } else { Verdict::Missed })
}

/// The key, or where that may be any, the scale that nothing leaves.
fn key(asked: Option<&Request>, got: Option<&Metadata>) -> Cell {
    let wanted = asked.and_then(|asked| asked.key);
    let scale = asked.and_then(|asked| asked.scale).map(|scale| scale.to_string());
    let came = got.and_then(|got| got.key);
    let verdict =
        wanted.zip(got).map(|(wanted, _)| if came == Some(wanted) { Verdict::Met } else { Verdict::Missed });
    Cell {
        asked: wanted.map(|key| key.to_string()).or(scale),
        got: came.map(|key| key.to_string()),
        verdict,
        ..Cell::default()
    }
}

/// How many of the asked instruments sound, or how many sound at all if none were asked.
fn tracks(asked: Option<&Request>, got: Option<&Metadata>) -> Cell {
    let wanted = asked.map(|asked| asked.tracks.as_slice()).filter(|tracks| !tracks.is_empty());
    let sounds = |instrument, got: &Metadata| got.tracks.iter().any(|track| track.instrument == instrument);
    let kept = wanted
        .zip(got)
        .map(|(wanted, got)| wanted.iter().filter(|track| sounds(track.instrument, got)).count());
    let came = got.map(|got| match kept.map(|kept| (kept, got.tracks.len() - kept)) {
        None => got.tracks.len().to_string(),
        Some((kept, 0)) => kept.to_string(),
        Some((kept, others)) => format!("{kept} + {others} others"),
    });
    let all = kept.zip(wanted).map(|(kept, wanted)| kept == wanted.len());
    Cell {
        asked: wanted.map(|wanted| wanted.len().to_string()),
        count: kept.zip(wanted).map(|(kept, wanted)| match got.map_or(0, |got| got.tracks.len() - kept) {
            0 => format!("{kept} of {}", wanted.len()),
            others => format!("{kept} of {} + {others}", wanted.len()),
        }),
        short: kept.zip(wanted).map(|(kept, wanted)| format!("{kept}/{}", wanted.len())),
        got: came,
        verdict: all.map(|all| if all { Verdict::Met } else { Verdict::Missed }),
        ..Cell::default()
    }
}
