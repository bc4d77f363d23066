//! What leaves the editor by hand.

use super::*;

pub fn export(desk: &Desk, folder: &Path, of: &SavedLoop) -> Result<(), Trouble> {
    let before = desk.look()?;
    desk.click(EXPORT)?;
    let begun = Instant::now();
    let exported = loop {
        let found = files(&folder.join("home/Quatrain"), "mid").pop();
        match found.or_else(|| files(&folder.join("home/Music"), "mid").pop()) {
            Some(file) => break file,
            None if begun.elapsed() > Duration::from_secs(20) => return Err("nothing was exported".into()),
            None => sleep(Duration::from_millis(100)),
        }
    };
    until(desk, "the export to be said", &before, NOTICE, true)?;
    look(desk, "ardour-exported")?;
    assert_eq!(struck(&exported)?, due(of), "{} holds the loop", exported.display());
    desk.click(DISMISS)?;
    until(desk, "the export to be dismissed", &before, NOTICE, false)
}

/// The whole loop, from the slot and then from the roll; Ardour makes tracks with regions of it.
pub fn drop_twice(desk: &Desk, of: &SavedLoop) -> Result<(), Trouble> {
    for (time, (from, x)) in [(SLOT_A, 700), (WHOLE_LOOP, 1000)].into_iter().enumerate() {
        let before = desk.look()?;
        desk.seat.drag(desk.at(from), desk.canvas(x))?;
        desk.away()?;
        until(desk, "the drop to be said", &before, NOTICE, true)?;
        let begun = Instant::now();
        let dropped = loop {
            let dropped = dropped(desk)?;
            if dropped.len() >= (time + 1) * due(of).len() || begun.elapsed() > Duration::from_secs(20) {
                break dropped;
            }
            sleep(Duration::from_millis(200));
        };
        look(desk, &format!("ardour-dropped-{}", time + 1))?;
        let mut due: Vec<(u8, u8)> = (0..=time).flat_map(|_| due(of)).collect();
        due.sort();
        let (some, all) = (dropped.len(), due.len());
        assert!(dropped == due, "Ardour has {some} notes of the {all} of drop {}, or others", time + 1);
        desk.click(DISMISS)?;
        until(desk, "the drop to be dismissed", &before, NOTICE, false)?;
    }
    desk.save()?;
    let session = std::fs::read_to_string(desk.session.join("take.ardour"))?;
    let regions = |ending: &str| session.matches(&format!("{ending}\" muted")).count();
    assert!(regions("-1") >= 4 && regions("-2") >= 4, "a region for each instrument of both drops");
    Ok(())
}

/// Every note that Ardour took in by drops.
fn dropped(desk: &Desk) -> Result<Vec<(u8, u8)>, Trouble> {
    let name = |file: &Path| file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let files = files(&desk.session.join("interchange"), "mid").into_iter();
    let mut notes = Vec::new();
    for file in files.filter(|file| name(file).starts_with("Quatrain A")) {
        // Ardour may be writing it.
        notes.extend(struck(&file).unwrap_or_default());
    }
    notes.sort();
    Ok(notes)
}

/// Keys and velocities that a file strikes, sorted.
fn struck(file: &Path) -> Result<Vec<(u8, u8)>, Trouble> {
    let bytes = std::fs::read(file)?;
    let file = Smf::parse(&bytes)?;
    let strike = |kind: TrackEventKind| match kind {
        TrackEventKind::Midi { message: MidiMessage::NoteOn { key, vel }, .. } if vel > 0 => {
            Some((key.as_int(), vel.as_int()))
        }
        _ => None,
    };
    let mut struck: Vec<_> = file.tracks.iter().flatten().filter_map(|event| strike(event.kind)).collect();
    struck.sort();
    Ok(struck)
}

fn due(of: &SavedLoop) -> Vec<(u8, u8)> {
    let mut due: Vec<_> = of.notes.iter().map(|note| (note.pitch, note.velocity)).collect();
    due.sort();
    due
}
