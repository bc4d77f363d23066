//! The plugin in a real host: Ardour plays a session without a screen and records what the plugin sends, and what is heard of it.

pub mod home;
mod recording;
pub mod stored;
pub mod window;

use crate::programs::{run, say};
use home::{SCANNER, in_home, install};
use host::SavedLoop;
use recording::{Recording, read};
use std::path::Path;
use std::time::Duration;

/// Quarters per minute.
const TEMPO: f64 = 133.7;
/// Of song, behind the moment at which the loop is whole.
const SECONDS: f64 = 60.0;
/// Of song, between one order to write anew and the next: at ten times real time three seconds.
const REROLL_SECONDS: f64 = 30.0;
/// Samples per second, as in `record.lua`.
const RATE: f64 = 48_000.0;
const SEED: u32 = 7;

/// Ardour now and then hangs as it starts or ends, with any plugin: then it is started again.
const TRIES: usize = 3;
const PATIENCE: Duration = Duration::from_secs(100);

#[test]
fn ardour_records_the_loop_note_for_note() {
    let plain = Session { name: "plain", seconds: SECONDS, evolve: 0, rerolls: 0, seeks: 0 };
    in_ardour(&plain, |recording| {
        let (notes, farthest) = recording.compare()?;
        let level = recording.sounds()?;
        Ok(format!(
            "{notes} notes as they should be, the farthest {farthest:.6} quarters off, heard at {level:.1} dBFS"
        ))
    });
}

#[test]
fn ardour_records_variations_note_for_note() {
    // A variation every eight loops, which at ten times real time leaves the composer about six seconds for each.
    let evolving = Session { name: "evolving", seconds: 300.0, evolve: 4, rerolls: 0, seeks: 0 };
    in_ardour(&evolving, |recording| {
        let heard = recording.variations()?;
        let different: std::collections::BTreeSet<usize> = heard.iter().copied().collect();
        match different.len() {
            0 | 1 => Err(format!("no two variations were recorded: {heard:?}")),
            count => Ok(format!("{} passes of {count} variations, every note as it is stored", heard.len())),
        }
    });
}

#[test]
fn ardour_records_five_minutes_of_rerolls_around_a_locked_instrument() {
    let rerolled = Session { name: "rerolled", seconds: 60.0, evolve: 0, rerolls: 8, seeks: 0 };
    in_ardour(&rerolled, |recording| {
        let steps = &recording.history;
        let drums = |step: &SavedLoop| {
            step.notes.iter().copied().filter(|note| note.instrument.is_drums()).collect::<Vec<_>>()
        };
        if steps.windows(2).any(|pair| drums(&pair[0]) != drums(&pair[1]) || pair[0].notes == pair[1].notes) {
            return Err("a locked note changed, or nothing else did".to_owned());
        }
        let heard = recording.steps()?;
        let whole: Vec<usize> = heard.iter().copied().flatten().collect();
        let different: std::collections::BTreeSet<usize> = whole.iter().copied().collect();
        if different.len() < 5 || whole.len() * 3 < heard.len() * 2 {
            return Err(format!("of {} loops few were heard whole: {heard:?}", steps.len()));
        }
        let (passes, count) = (heard.len(), different.len());
        Ok(format!("{passes} passes of {count} loops around locked drums, every note as it is stored"))
    });
}

#[test]
fn ardour_jumps_and_loops_and_no_note_stays() {
    let stormy = Session { name: "stormy", seconds: 10.0, evolve: 0, rerolls: 0, seeks: 100 };
    in_ardour(&stormy, |recording| match recording.storm[..] {
        [notes, 0, 0, 0] if notes > 500 => Ok(format!("{notes} notes in a hundred jumps and a loop region")),
        _ => Err(format!("notes, sounding at the end, doubled, ended alone: {:?}", recording.storm)),
    });
}

/// How a session is recorded.
struct Session {
    name: &'static str,
    /// Of song, behind the moment at which the loop is whole.
    seconds: f64,
    /// Step of the parameter.
    evolve: u32,
    /// How often everything but the first lane is written anew.
    rerolls: u32,
    /// How often the transport jumps when all is recorded; then it plays through a loop region.
    seeks: u32,
}

/// Records a session and has `check` look at it; what that says is printed.
fn in_ardour(session: &Session, check: impl Fn(&Recording) -> Result<String, String>) {
    if !Path::new(SCANNER).exists() {
        say("SKIPPED: Ardour 7 is not installed here; `cargo xtask test` installs it on Debian.");
        return;
    }
    let folder =
        std::env::temp_dir().join(format!("quatrain-ardour-{}-{}", session.name, std::process::id()));
    let played = (1..=TRIES).find_map(|attempt| {
        let _ = std::fs::remove_dir_all(&folder);
        let failed = |error| say(&format!("Ardour, try {attempt} of {TRIES}: {error}"));
        play(&folder, session).map_err(failed).ok()
    });
    // What was recorded is judged as it is: a note without its end is what these cases look for.
    let said = read(&folder, &played.expect("Ardour comes to its end in one of the tries"))
        .and_then(|recording| check(&recording))
        .unwrap_or_else(|wrong| panic!("{wrong}; the session is in {}", folder.display()));
    say(&format!("Ardour recorded {said}"));
    std::fs::remove_dir_all(&folder).expect("cleans up");
}

/// Runs one session in `folder`, which Ardour also has for a home, so that nothing of the user's is touched; what it said.
fn play(folder: &Path, how: &Session) -> Result<String, String> {
    let uid = install(folder)?;
    let scripts = folder.join("home/.config/ardour7/scripts");
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("ardour");
    std::fs::create_dir_all(&scripts).map_err(|error| error.to_string())?;
    for script in ["keys.lua", "watch.lua"] {
        std::fs::copy(ours.join(script), scripts.join(script)).map_err(|error| error.to_string())?;
    }
    let session = folder.join("session");
    let mut ardour = in_home(folder, "ardour7-lua");
    ardour
        .arg(ours.join("record.lua"))
        .env("PLUGIN_UID", uid)
        .env("SESSION", &session)
        .env("TEMPO", TEMPO.to_string())
        .env("SECONDS", how.seconds.to_string())
        .env("EVOLVE", how.evolve.to_string())
        .env("REROLLS", how.rerolls.to_string())
        .env("REROLL_SECONDS", REROLL_SECONDS.to_string())
        .env("SEEKS", how.seeks.to_string())
        .env("SEED", SEED.to_string());
    let said = run(&mut ardour, PATIENCE)?;
    if said.contains("done") { Ok(said) } else { Err(format!("Ardour did not come to its end: {said}")) }
}
