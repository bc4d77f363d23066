//! Whether bars are copied from the music that was trained on.

use super::bars::Bars;
use super::bootstrap::{self, Estimate, Score};
use super::loops::{Made, System};
use super::music::Loop;
use super::report::Report;

/// Files how much of `real` and of the loops of `full` is in `bars`.
pub(super) fn report(
    bars: Option<&Bars>,
    real: &[Loop],
    made: &[Made],
    system: System,
    seed: u64,
    report: &mut Report,
) {
    let prefix = if system == System::Full { "copy".to_owned() } else { format!("copy.{}", system.name()) };
    let made: Vec<Loop> = made.iter().map(|m| m.music.clone()).collect();
    let mut put = |name: &str, estimate| report.put(&format!("{prefix}.{name}"), estimate);
    let [shares, parts] = [0, 1].map(|which| bars.and_then(|bars| share(bars, &made, which, seed)));
    put("share_of_bars_in_training", shares);
    put("share_of_parts_in_training", parts);
    put("longest_shared_run_bars", bars.and_then(|bars| longest(bars, &made, seed)));
    if system == System::Full {
        let [shares, parts] = [0, 1].map(|which| bars.and_then(|bars| share(bars, real, which, seed)));
        put("same_for_real", shares);
        put("parts_same_for_real", parts);
        put("longest_shared_run_bars_real", bars.and_then(|bars| longest(bars, real, seed)));
    }
}

fn share(bars: &Bars, loops: &[Loop], which: usize, seed: u64) -> Option<Estimate> {
    let score = |music: &Loop| {
        let (sum, weight) = bars.shares(music)[which];
        Score { song: music.song, sum, weight }
    };
    bootstrap::ratio(loops.iter().map(score), seed)
}

/// The longest run of all loops; the interval is that of the longest of as many loops.
fn longest(bars: &Bars, loops: &[Loop], seed: u64) -> Option<Estimate> {
    let runs: Vec<usize> = loops.iter().map(|music| bars.longest_run(music)).collect();
    bootstrap::resampled(&runs, seed, |runs| runs.iter().map(|&&run| run as f64).reduce(f64::max))
}
