//! Programs that a case starts, and ends if it has to.

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Says it even where the runner keeps what passing tests print to itself.
pub fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Runs a program to its end, at most `limit` long; all that it said. Ends the program, and only that, if it takes longer.
pub fn run(command: &mut Command, limit: Duration) -> Result<String, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = child.map_err(|error| format!("{name} does not start: {error}"))?;
    let (out, err) = (gather(child.stdout.take()), gather(child.stderr.take()));
    let ended = wait(&mut child, limit).map_err(|error| error.to_string())?;
    let said = [out, err].map(|reader| reader.join().unwrap_or_default()).concat();
    match ended {
        None => Err(format!("{name} was ended after {limit:?}: {said}")),
        Some(true) => Ok(said),
        Some(false) => Err(format!("{name} failed: {said}")),
    }
}

/// Whether `child` ended well; `None` if it had to be ended.
fn wait(child: &mut Child, limit: Duration) -> std::io::Result<Option<bool>> {
    let begun = Instant::now();
    while begun.elapsed() < limit {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status.success()));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    child.kill()?;
    child.wait().map(|_| None)
}

/// Reads a pipe to its end, so that the program is never held up by it.
fn gather(pipe: Option<impl Read + Send + 'static>) -> std::thread::JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.into_iter().for_each(|mut pipe| drop(pipe.read_to_end(&mut bytes)));
        String::from_utf8_lossy(&bytes).into_owned()
    })
}
