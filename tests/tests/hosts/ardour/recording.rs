//! What Ardour recorded, judged by what it should have.

use super::stored::{Recorded, sound_in, state_in, take_in};
use super::{RATE, SECONDS, SEED, TEMPO};
use host::SavedLoop;
use score::smf::channels;
use score::{BARS, Instrument};
use std::path::Path;

/// In quarters: as near as Ardour's own rounding of positions lets anybody come.
const TOLERANCE: f64 = 1.0 / 960.0;

/// What Ardour recorded, and what it should have.
pub(super) struct Recording {
    the_loop: SavedLoop,
    /// The variations that the plugin stored, the loop itself first.
    chain: Vec<SavedLoop>,
    /// Every loop that was written, the oldest first.
    pub(super) history: Vec<SavedLoop>,
    /// Song position of a loop line, in quarters.
    anchor: f64,
    /// Song position at which the loop was known to be whole, in quarters.
    whole: f64,
    take: Vec<Recorded>,
    /// What was heard, both sides from the song's start on...
    sound: [Vec<f32>; 2],
    /// ...until the preview was switched off at this sample.
    silent: usize,
    /// Of the notes that passed while the transport jumped and looped: all, those that sound at the end, struck while they sounded, ended
    /// while they did not.
    pub(super) storm: Vec<usize>,
}

/// What the session in `folder`, of which Ardour `said` so much, stored.
pub(super) fn read(folder: &Path, said: &str) -> Result<Recording, String> {
    let session = folder.join("session");
    let samples = |what: &str| {
        let number = said.lines().find_map(|line| line.strip_prefix(what)?.trim().parse::<f64>().ok());
        number.ok_or(format!("Ardour did not say \"{what}\": {said}"))
    };
    let storm = said.lines().find_map(|line| line.strip_prefix("storm ")).unwrap_or_default();
    let state = state_in(&session)?;
    Ok(Recording {
        chain: host::saved_variations(&state).map_err(|error| error.to_string())?,
        history: host::saved_steps(&state).map_err(|error| error.to_string())?,
        the_loop: host::saved_loop(&state).map_err(|error| error.to_string())?.ok_or("no loop was stored")?,
        anchor: host::saved_anchor(&state).map_err(|error| error.to_string())?.ok_or("it never played")?,
        whole: samples("whole at ")? / RATE * TEMPO / 60.0,
        take: take_in(&session)?,
        sound: sound_in(&session)?,
        silent: samples("silent from ")? as usize,
        storm: storm.split_whitespace().filter_map(|count| count.parse().ok()).collect(),
    })
}

impl Recording {
    /// Compares the take with the loop; the number of notes, and how far an onset was off at most, in quarters.
    ///
    /// # Errors
    /// Names the first difference.
    pub(super) fn compare(&self) -> Result<(usize, f64), String> {
        if self.the_loop.bars != BARS || self.the_loop.asked.seed != u64::from(SEED) {
            return Err(format!("not the loop that was asked for: {:?}", self.the_loop.asked));
        }
        let end = self.take.iter().map(|note| note.on).fold(0.0, f64::max);
        let mut due = self.due(end + 1.0);
        let mut farthest: f64 = 0.0;
        for note in &self.take {
            match due.iter().position(|due| near(due, note, end)) {
                Some(place) => farthest = farthest.max((due.remove(place).on - note.on).abs()),
                None if self.stands_in(note) => {}
                None => {
                    let whole = self.whole;
                    return Err(format!(
                        "{note:?} was recorded, and is not in the loop there, whole at {whole}"
                    ));
                }
            }
        }
        let length = self.the_loop.metre.loop_len().quarters();
        let asked_end = self.whole + SECONDS * TEMPO / 60.0;
        // While the loop was being written, other bars stood in for those that came too late. The stop cuts off what comes last.
        let missing = due.iter().find(|due| (self.covered()..end - TOLERANCE).contains(&due.on));
        match missing {
            Some(due) => Err(format!("{due:?} was not recorded")),
            None if end < asked_end - length => Err(format!("the take ends at {end}")),
            None => Ok((self.take.len(), farthest)),
        }
    }

    /// Song position until which a bar may have stood in for another, in quarters: it does so to its end.
    fn covered(&self) -> f64 {
        self.whole + self.the_loop.metre.bar().quarters()
    }

    /// Whether `note` is of a bar of the loop that was heard in place of one that was not written in time.
    fn stands_in(&self, note: &Recorded) -> bool {
        let bar = self.the_loop.metre.bar().quarters();
        let there = |of: &score::Note| {
            let bars = (note.on - self.anchor - of.onset.quarters()) / bar;
            (bars - bars.round()).abs() * bar <= TOLERANCE
                && (of.pitch, of.velocity) == (note.key, note.velocity)
        };
        note.on < self.covered() && self.the_loop.notes.iter().any(there)
    }

    /// The level of the sound while the loop played, in dBFS (RMS).
    ///
    /// # Errors
    /// If it is not music: silent for a bar, clipped, heard before the first note or after the preview was switched off.
    pub(super) fn sounds(&self) -> Result<f64, String> {
        let mix: Vec<f32> =
            self.sound[0].iter().zip(&self.sound[1]).map(|(l, r)| l.abs().max(r.abs())).collect();
        let frame = |beat: f64| (beat * 60.0 / TEMPO * RATE) as usize;
        let first = self.take.iter().map(|note| note.on).fold(f64::INFINITY, f64::min);
        let heard = mix.iter().position(|sample| *sample != 0.0).ok_or("nothing was heard")?;
        // Ardour records sound one buffer of 512 samples late here, notes rounded to 1/1920 beat.
        if heard.abs_diff(frame(first)) > 600 {
            return Err(format!("the first note is at {}, the first sound at {heard}", frame(first)));
        }
        let rms =
            |part: &[f32]| (part.iter().map(|x| f64::from(x * x)).sum::<f64>() / part.len() as f64).sqrt();
        let playing = mix.get(frame(self.whole)..self.silent).ok_or("the sound ends too early")?;
        let bar = frame(self.the_loop.metre.bar().quarters());
        if let Some(quiet) = playing.chunks_exact(bar).position(|bar| rms(bar) < 0.001) {
            return Err(format!("bar {quiet} behind the whole loop is silent"));
        }
        if let Some(loud) = playing.iter().find(|sample| !(..=1.0).contains(*sample)) {
            return Err(format!("a sample of {loud}"));
        }
        // A second for what is on its way: the parameter, the fade and Ardour's buffers at ten times the speed.
        let after = mix.get(self.silent + RATE as usize..).ok_or("the sound ends too early")?;
        match after.iter().find(|sample| **sample != 0.0) {
            Some(sample) => Err(format!("a sample of {sample} behind the switch")),
            None => Ok(20.0 * rms(playing).log10()),
        }
    }

    /// Which stored variation each whole pass of the take is, from the moment on when the loop was whole.
    ///
    /// # Errors
    /// Where a pass is none of them, note for note.
    pub(super) fn variations(&self) -> Result<Vec<usize>, String> {
        self.passes().map(|(start, length)| self.found(&self.chain, start, length)).collect()
    }

    /// The same for the steps of the history; a pass in which one takes over from another, bar by bar, is of none, and each of its notes is of
    /// one of them.
    pub(super) fn steps(&self) -> Result<Vec<Option<usize>>, String> {
        let step = |(start, length)| match self.found(&self.history, start, length) {
            Ok(step) => Ok(Some(step)),
            Err(none) => {
                let all: Vec<Recorded> =
                    self.history.iter().flat_map(|step| self.like(step, start).due(start + length)).collect();
                let of_one = |note: &&Recorded| {
                    let same = |due: &&Recorded| {
                        (due.channel, due.key, due.velocity) == (note.channel, note.key, note.velocity)
                    };
                    all.iter().filter(same).any(|due| (due.on - note.on).abs() <= TOLERANCE)
                };
                let stray = self.within(start, length).into_iter().find(|note| !of_one(note));
                stray.map_or(Ok(None), |note| Err(format!("{note:?} is of no loop; {none}")))
            }
        };
        self.passes().map(step).collect()
    }

    /// Start and length of each whole pass from the moment on when the loop was whole, in quarters.
    fn passes(&self) -> impl Iterator<Item = (f64, f64)> {
        let (anchor, length) = (self.anchor, self.the_loop.metre.loop_len().quarters());
        let end = self.take.iter().map(|note| note.on).fold(0.0, f64::max);
        let first = ((self.whole - anchor) / length).ceil() as i64 + 1;
        let last = ((end - anchor) / length).floor() as i64;
        (first..last).map(move |pass| (anchor + pass as f64 * length, length))
    }

    fn within(&self, start: f64, length: f64) -> Vec<&Recorded> {
        let inside = start - TOLERANCE..start + length - TOLERANCE;
        self.take.iter().filter(|note| inside.contains(&note.on)).collect()
    }

    /// As if `other` had played. The loop's stored place is that of the last one; every pass lies where a multiple of it does.
    fn like(&self, other: &SavedLoop, start: f64) -> Recording {
        Recording {
            the_loop: other.clone(),
            anchor: start,
            take: Vec::new(),
            chain: Vec::new(),
            history: Vec::new(),
            sound: Default::default(),
            storm: Vec::new(),
            ..*self
        }
    }

    /// Which of these loops a pass is, note for note.
    fn found(&self, loops: &[SavedLoop], start: f64, length: f64) -> Result<usize, String> {
        let recorded = self.within(start, length);
        let is = |one: &SavedLoop| {
            let mut due: Vec<Recorded> =
                self.like(one, start).due(start + length).into_iter().filter(|n| n.on >= start).collect();
            recorded.iter().all(|note| {
                let place = due.iter().position(|due| near(due, note, start + length));
                place.map(|place| due.remove(place)).is_some()
            }) && due.iter().all(|due| due.on >= start + length)
        };
        let found = loops.iter().position(is);
        found.ok_or_else(|| {
            let strange = |one: &SavedLoop| {
                let due = self.like(one, start).due(start + length);
                let strange = |note: &&&Recorded| !due.iter().any(|due| near(due, note, start + length));
                recorded.iter().filter(strange).map(|note| **note).collect::<Vec<_>>()
            };
            let least = loops.iter().map(strange).min_by_key(Vec::len).unwrap_or_default();
            let (notes, whole) = (recorded.len(), self.whole);
            format!("{notes} notes from {start} on are no stored loop, whole at {whole}: {least:?} are not in the nearest")
        })
    }

    /// Every note of every pass from the first line on.
    fn due(&self, until: f64) -> Vec<Recorded> {
        let asked = self.the_loop.asked.tracks.iter().map(|track| track.instrument);
        let channels = channels(&asked.collect::<Vec<Instrument>>());
        let length = self.the_loop.metre.loop_len().quarters();
        let passes = ((until - self.anchor) / length).ceil() as i64;
        let note = |start: f64, note: &score::Note| {
            let (_, channel) = channels.iter().find(|(instrument, _)| *instrument == note.instrument)?;
            let on = start + note.onset.quarters();
            let off = on + note.duration.quarters();
            Some(Recorded { on, off, channel: *channel, key: note.pitch, velocity: note.velocity })
        };
        (0..passes)
            .map(|pass| self.anchor + pass as f64 * length)
            .flat_map(|start| {
                self.the_loop.notes.iter().filter_map(move |n| note(start, n)).collect::<Vec<_>>()
            })
            .collect()
    }
}

/// Whether `note` is what was `due`. Near the `end` of the take the stop ended notes early.
fn near(due: &Recorded, note: &Recorded, end: f64) -> bool {
    let same = (due.channel, due.key, due.velocity) == (note.channel, note.key, note.velocity);
    let ends = (due.off - note.off).abs() <= TOLERANCE || due.off > end;
    same && (due.on - note.on).abs() <= TOLERANCE && ends
}
