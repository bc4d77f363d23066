//! One cell: what was asked, what came, and whether that is near enough.

use super::columns::What;
use crate::editor::theme;
use crate::editor::view::{Music, Quantity};
use crate::editor::words;
use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, Ui, pos2, vec2};
use score::asked::{self, Comparison, Control};
use score::{BARS, ChordSlot, Instrument, Metadata, Request};

/// Whether something came as it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Met,
    TooLow,
    TooHigh,
    /// Not as asked, and neither low nor high.
    Missed,
}

pub struct Cell {
    asked: Option<String>,
    got: Option<String>,
    /// What stands in the cell where that is not asked beside got.
    count: Option<String>,
    verdict: Option<Verdict>,
    /// Where asked and got lie, 0..=1; several for what is asked bar by bar.
    marks: Vec<(Option<f32>, Option<f32>)>,
    /// Whether there is a loop at all.
    written: bool,
}

impl Cell {
    /// `None` where the table is empty.
    pub fn of(what: What, instrument: Option<Instrument>, music: &Music) -> Option<Cell> {
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

    /// In words.
    pub fn said(&self) -> String {
        let verdict = match self.verdict {
            None => "",
            Some(Verdict::Met) => ", as asked",
            Some(Verdict::TooLow) => ", too low",
            Some(Verdict::TooHigh) => ", too high",
            Some(Verdict::Missed) => ", not as asked",
        };
        format!("asked {}, got {}{verdict}", self.asked_text(), self.got.as_deref().unwrap_or("–"))
    }

    fn asked_text(&self) -> &str {
        self.asked.as_deref().unwrap_or(if self.written { "any" } else { "–" })
    }

    pub fn paint(&self, ui: &Ui, place: Rect) {
        let painter = ui.painter().with_clip_rect(place.expand(2.0).intersect(ui.clip_rect()));
        let text = place.top() + if self.marks.is_empty() { place.height() / 2.0 } else { 10.0 };
        let ink = match self.verdict {
            Some(Verdict::Met) => theme::MET,
            _ if self.got.is_some() => theme::TEXT,
            _ => theme::TEXT_QUIET,
        };
        let end = place.right() - if self.verdict.is_some() { SIGN } else { 0.0 };
        let mut left = place.left();
        match (&self.count, &self.asked) {
            (Some(count), _) => left = word(ui, &painter, pos2(left, text), count, ink, end),
            (None, asked) => {
                if asked.is_some() {
                    let asked = rounded(self.asked_text(), place.width());
                    left = word(ui, &painter, pos2(left, text), &asked, theme::ACCENT, end) + 5.0;
                }
                let got = rounded(self.got.as_deref().unwrap_or("–"), place.width());
                left = word(ui, &painter, pos2(left, text), &got, ink, end);
            }
        }
        if let Some(verdict) = self.verdict {
            sign(&painter, pos2(left + 8.0, text), verdict);
        }
        let line = Rect::from_min_max(pos2(place.left(), place.bottom() - 10.0), place.max);
        let count = self.marks.len().max(1) as f32;
        for (index, &(asked, got)) in self.marks.iter().enumerate() {
            let width = (line.width().min(104.0) - 4.0 * (count - 1.0)) / count;
            let at = line.left() + (width + 4.0) * index as f32;
            let span = Rect::from_min_size(pos2(at, line.top()), vec2(width, line.height()));
            scale(
                &painter,
                span,
                asked,
                got,
                if self.verdict == Some(Verdict::Met) { theme::MET } else { theme::TEXT },
            );
        }
    }
}

/// Room for the sign of a verdict.
const SIGN: f32 = 14.0;
/// Narrower than this a cell shows numbers from ten on without what is behind the point.
const NARROW: f32 = 84.0;

/// A number as short as `width` demands; other texts stay as they are.
fn rounded(text: &str, width: f32) -> String {
    match text.parse::<f32>() {
        Ok(number) if number.fract() == 0.0 || number >= 10.0 && width < NARROW => format!("{number:.0}"),
        _ => text.to_owned(),
    }
}

/// Writes `text` from `at` on, and says where it ends.
fn word(ui: &Ui, painter: &Painter, at: Pos2, text: &str, ink: Color32, end: f32) -> f32 {
    let galley = theme::elided(ui, text, theme::small(), (end - at.x).max(8.0));
    let right = at.x + galley.size().x;
    painter.galley(pos2(at.x, at.y - galley.size().y / 2.0), galley, ink);
    right
}

/// A tick, a triangle that points to where it went, or a cross.
fn sign(painter: &Painter, at: Pos2, verdict: Verdict) {
    let line = |points: &[(f32, f32)], ink| {
        let points = points.iter().map(|&(x, y)| at + vec2(x, y)).collect();
        painter.add(Shape::line(points, Stroke::new(1.5, ink)));
    };
    match verdict {
        Verdict::Met => line(&[(-3.5, 0.0), (-1.0, 3.0), (4.0, -3.5)], theme::MET),
        Verdict::TooHigh => line(&[(-3.5, 2.0), (0.0, -3.0), (3.5, 2.0)], theme::ACCENT),
        Verdict::TooLow => line(&[(-3.5, -2.0), (0.0, 3.0), (3.5, -2.0)], theme::ACCENT),
        Verdict::Missed => {
            line(&[(-3.0, -3.0), (3.0, 3.0)], theme::ACCENT);
            line(&[(-3.0, 3.0), (3.0, -3.0)], theme::ACCENT);
        }
    }
}

/// A scale with a mark for each value that there is: a triangle is asked, a dot came.
fn scale(painter: &Painter, place: Rect, asked: Option<f32>, got: Option<f32>, ink: Color32) {
    let y = place.center().y;
    painter.hline(place.x_range(), y, Stroke::new(2.0, theme::CONTROL_HOT));
    let span = place.left() + 3.0..=place.right() - 3.0;
    let at = |share: f32| pos2(egui::lerp(span.clone(), share.clamp(0.0, 1.0)), y);
    if let (Some(asked), Some(got)) = (asked, got) {
        painter.line_segment([at(asked), at(got)], Stroke::new(2.0, ink));
    }
    if let Some(got) = got {
        painter.circle_filled(at(got), 3.0, ink);
    }
    if let Some(asked) = asked {
        let tip = at(asked) + vec2(0.0, 0.5);
        let corners = vec![tip + vec2(-4.0, -5.5), tip + vec2(4.0, -5.5), tip];
        painter.add(Shape::convex_polygon(corners, theme::ACCENT, Stroke::NONE));
    }
}

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
        count: None,
        verdict,
        marks: vec![(wanted.map(place), came.map(place))],
        written: false,
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
        written: false,
    }
}

/// How many of the asked chords there are.
fn chords(asked: Option<&Request>, got: Option<&Metadata>) -> Cell {
    let all = compared(asked, got, |control| control == Control::Chords);
    let slots = asked.map_or(0, |asked| asked.chords.iter().filter(|slot| **slot != ChordSlot::Any).count());
    let hits = all.first().and_then(|one| one.got).map(|share| (share * slots as f32).round());
    let heard = got.and_then(|got| {
        got.chords.iter().find_map(|slot| match slot {
            ChordSlot::Chord(chord) => Some(format!("{chord} …")),
            _ => None,
        })
    });
    let share = all.first().and_then(|one| one.got);
    Cell {
        asked: (slots > 0).then(|| slots.to_string()),
        got: if slots > 0 { hits.map(|hits| format!("{hits:.0}")) } else { heard },
        count: hits.map(|hits| format!("{hits:.0} of {slots}")),
        verdict: verdict(&all),
        marks: if slots > 0 { vec![(Some(1.0), share)] } else { Vec::new() },
        written: false,
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
        count: None,
        verdict,
        marks: Vec::new(),
        written: false,
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
        got: came,
        verdict: all.map(|all| if all { Verdict::Met } else { Verdict::Missed }),
        marks: Vec::new(),
        written: false,
    }
}
