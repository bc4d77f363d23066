//! Why a command did not do what it says.

use std::process::{Command, ExitCode};

#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The user can mend it by calling otherwise.
    #[error("{0}")]
    Call(String),
    #[error("{0}")]
    Broken(String),
    /// A program that was started said itself what went wrong, and left with this code.
    #[error("{program} failed ({code})")]
    Child { program: String, code: i32 },
}

impl Failure {
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Failure::Call(_) | Failure::Child { code: 2, .. } => ExitCode::from(2),
            _ => ExitCode::from(1),
        }
    }

    /// A program's mistakes in the call are already on the screen.
    pub fn is_told_already(&self) -> bool {
        matches!(self, Failure::Child { code: 2, .. })
    }
}

/// Runs a program to its end with this process's input and output.
pub fn run(command: &mut Command) -> Result<(), Failure> {
    let program = command.get_program().to_string_lossy().into_owned();
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Failure::Child { program, code: status.code().unwrap_or(1) }),
        Err(error) => Err(Failure::Broken(format!("cannot start {program}: {error}; is it installed?"))),
    }
}
