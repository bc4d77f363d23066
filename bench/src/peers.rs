//! Other programs that do the same, run beside ours by a script: a line asks, a line answers.

use crate::AnyError;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A running script.
pub struct Peer {
    process: Child,
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
}

impl Peer {
    /// Starts `script` with one thread for each library that would take more.
    pub fn start(python: &Path, script: &Path, arguments: &[&str]) -> Result<Peer, AnyError> {
        let threads = ["OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"];
        let mut process = Command::new(python)
            .arg(script)
            .args(arguments)
            .envs(threads.map(|name| (name, "1")))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{} does not start: {error}", python.display()))?;
        let from = process.stdout.take().ok_or("the script has no output")?;
        Ok(Peer { to: process.stdin.take(), from: BufReader::new(from), process })
    }

    /// One line of answer.
    ///
    /// # Errors
    /// If the script has ended; what it said is on standard error.
    pub fn ask(&mut self, question: &str) -> Result<String, AnyError> {
        let to = self.to.as_mut().ok_or("the script has no input")?;
        writeln!(to, "{question}")?;
        let mut answer = String::new();
        match self.from.read_line(&mut answer)? {
            0 => Err(format!("the script ended when asked for {question:?}").into()),
            _ => Ok(answer.trim().to_owned()),
        }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It ends when there is nothing more to read.
        self.to = None;
        let _ = self.process.wait();
    }
}
