//! A JACK server without a sound card, for one user.

use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a server may take to be there, or to end, on a machine that does other things as well.
const PATIENCE: Duration = Duration::from_secs(60);
/// Names to choose from. JACK keeps a place for every server that did not end in order, eight in all, and gives it back only to a
/// server of the same name: with names made up anew each time, the ninth would not start.
const NAMES: u32 = 4;

/// Held while a server starts: of two that start at once under one name, the one that fails would hear the other answer.
static STARTING: Mutex<()> = Mutex::new(());

/// Why there is no JACK server.
#[derive(Debug, thiserror::Error)]
pub enum JackError {
    #[error("jackd: {0}")]
    Io(#[from] std::io::Error),
    #[error(
        "jackd does not start, or servers of all our names run already. The last one says: {0}\nIf too many servers are active, none of them really is: remove /dev/shm/jack*"
    )]
    DoesNotStart(String),
}

/// A running server with the dummy driver. Dropped, it ends in order.
#[derive(Debug)]
pub struct JackServer {
    name: String,
    child: Child,
}

impl JackServer {
    /// Starts one and waits for it. `arguments` are jackd's, from the first on; what it says goes to the file `log`.
    ///
    /// # Errors
    /// jackd is not installed, or none starts under any of the names; then with what it said.
    pub fn start(arguments: &[&str], log: &Path) -> Result<JackServer, JackError> {
        let _starting = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
        for number in 0..NAMES {
            let name = format!("quatrain-{number}");
            if answers(&name)? {
                continue;
            }
            let file = File::create(log)?;
            let child = Command::new("jackd")
                .args(["--name", &name])
                .args(arguments)
                .stdin(Stdio::null())
                .stdout(file.try_clone()?)
                .stderr(file)
                .spawn()?;
            let mut server = JackServer { name, child };
            if server.is_up()? {
                return Ok(server);
            }
        }
        Err(JackError::DoesNotStart(std::fs::read_to_string(log).unwrap_or_default()))
    }

    /// Its name, as JACK_DEFAULT_SERVER gives it to clients.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A program that is a client of this server and never starts one.
    pub fn client(&self, program: &str) -> Command {
        client(&self.name, program)
    }

    /// Waits for the first answer; false if it ended instead.
    fn is_up(&mut self) -> std::io::Result<bool> {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE && self.child.try_wait()?.is_none() {
            if answers(&self.name)? {
                return Ok(self.child.try_wait()?.is_none());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(false)
    }

    /// Asks it to end, so that it leaves nothing behind, and ends it if it does not.
    fn end(&mut self) -> std::io::Result<()> {
        #[cfg(unix)]
        {
            use rustix::process::{Pid, Signal, kill_process};
            let begun = Instant::now();
            // Once: a second time would end it in the middle of its leaving.
            kill_process(Pid::from_child(&self.child), Signal::TERM)?;
            while self.child.try_wait()?.is_none() && begun.elapsed() < PATIENCE / 6 {
                std::thread::sleep(Duration::from_millis(20));
            }
        }
        self.child.kill()
    }
}

impl Drop for JackServer {
    fn drop(&mut self) {
        let _ = self.end();
        let _ = self.child.wait();
    }
}

/// A program that is a client of the server `name` and never starts one.
fn client(name: &str, program: &str) -> Command {
    let mut command = Command::new(program);
    command.env("JACK_DEFAULT_SERVER", name).env("JACK_NO_START_SERVER", "1").stdin(Stdio::null());
    command
}

/// Whether a server of this name is there.
fn answers(name: &str) -> std::io::Result<bool> {
    let mut list = client(name, "jack_lsp");
    Ok(list.stdout(Stdio::null()).stderr(Stdio::null()).status()?.success())
}
