//! Where the loop's end meets its start.

use super::bootstrap::{self, Score};
use super::fidelity::{groove_similarity, onset_patterns};
use super::loops::{Made, System};
use super::music::Loop;
use super::report::Report;

/// Files notes that cross the loop's end and how alike bar 4 and bar 1 are, for `real` and for the loops of each system.
pub(super) fn report(real: &[Loop], made: &[(System, &[Made])], seed: u64, report: &mut Report) {
    for (system, made) in made {
        let prefix =
            if *system == System::Full { "seam".to_owned() } else { format!("seam.{}", system.name()) };
        let crossing = made.iter().map(|m| Score::one(m.music.song, m.crossing as f64));
        report.put(&format!("{prefix}.crossing_notes"), bootstrap::ratio(crossing, seed));
        let groove = made.iter().map(|m| Score::one(m.music.song, groove(&m.music)));
        report.put(&format!("{prefix}.groove_bar4_bar1"), bootstrap::ratio(groove, seed));
    }
    let groove = real.iter().map(|l| Score::one(l.song, groove(l)));
    report.put("seam.real_groove_bar4_bar1", bootstrap::ratio(groove, seed));
}

/// Share of the positions of a bar on which bar 4 and bar 1 agree whether something starts.
fn groove(music: &Loop) -> f64 {
    let [first, .., last] = onset_patterns(&music.notes, music.metre);
    groove_similarity(&last, &first)
}

#[cfg(test)]
mod tests {
    use super::super::material::tests::{note, piece};
    use super::*;

    #[test]
    fn the_last_bar_is_compared_with_the_first() {
        let music = Loop::real(&piece(&[
            note(0, 0, 60, 64),
            note(0, 12, 60, 64),
            note(0, 60, 60, 64),
            note(0, 144, 62, 64),
        ]));
        assert_eq!(groove(&music), 1.0 - 1.0 / 48.0);
    }
}
