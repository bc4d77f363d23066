//! Asks for a file by a dialog of the system, in a program of its own: neither the host's threads nor the window wait for it.

use egui::Context;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, TryRecvError, channel};

/// What the file is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    Open,
    /// Under this name at first.
    Save(String),
}

/// Lives on the GUI thread, while a dialog is open.
#[derive(Debug)]
pub struct Browse {
    pub purpose: Purpose,
    answer: Receiver<Answer>,
}

/// `None`: the user chose nothing.
pub type Answer = Result<Option<PathBuf>, String>;

impl Browse {
    /// Has `ask` ask, on a thread of its own, and `egui` painted anew once there is an answer.
    pub fn start(purpose: Purpose, ask: fn(&Purpose) -> Answer, egui: &Context) -> Browse {
        let (said, answer) = channel();
        let (egui, asked) = (egui.clone(), purpose.clone());
        let run = move || {
            // Nobody listens any more once the window is closed.
            let _ = said.send(ask(&asked));
            egui.request_repaint();
        };
        // Where there is no thread to be had, the channel is closed at once.
        let _ = std::thread::Builder::new().name("quatrain dialog".to_owned()).spawn(run);
        Browse { purpose, answer }
    }

    /// The answer, once there is one.
    pub fn answer(&self) -> Option<Answer> {
        match self.answer.try_recv() {
            Ok(answer) => Some(answer),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(Err("There is no dialog: type the path.".to_owned())),
        }
    }
}

/// Asks by the first of the system's programs that there is.
pub fn ask(purpose: &Purpose) -> Answer {
    let name = if let Purpose::Save(name) = purpose { name } else { "" };
    for (program, arguments) in programs(purpose) {
        let mut command = Command::new(program);
        command.args(arguments).env(NAME, name).stdin(Stdio::null()).stderr(Stdio::null());
        #[cfg(windows)]
        std::os::windows::process::CommandExt::creation_flags(&mut command, 0x0800_0000);
        if let Ok(output) = command.output() {
            let said = String::from_utf8_lossy(&output.stdout);
            let path = said.trim_end_matches(['\r', '\n']);
            return Ok((output.status.success() && !path.is_empty()).then(|| PathBuf::from(path)));
        }
    }
    Err("No program for file dialogs was found (zenity or kdialog): type the path.".to_owned())
}

/// Holds the name for the programs that read a script, so that it never is part of one.
const NAME: &str = "QUATRAIN_FILE_NAME";

#[cfg(all(unix, not(target_os = "macos")))]
fn programs(purpose: &Purpose) -> Vec<(&'static str, Vec<String>)> {
    let filter = "--file-filter=Presets | *.json".to_owned();
    let zenity = "--file-selection".to_owned();
    match purpose {
        Purpose::Open => vec![
            ("zenity", vec![zenity, filter]),
            ("kdialog", vec!["--getopenfilename".to_owned(), ".".to_owned(), "*.json".to_owned()]),
        ],
        Purpose::Save(name) => vec![
            ("zenity", vec![zenity, filter, "--save".to_owned(), format!("--filename={name}")]),
            ("kdialog", vec!["--getsavefilename".to_owned(), name.clone(), "*.json".to_owned()]),
        ],
    }
}

#[cfg(target_os = "macos")]
fn programs(purpose: &Purpose) -> Vec<(&'static str, Vec<String>)> {
    let script = match purpose {
        Purpose::Open => "POSIX path of (choose file of type {\"public.json\"})".to_owned(),
        Purpose::Save(_) => {
            format!("POSIX path of (choose file name default name (system attribute \"{NAME}\"))")
        }
    };
    vec![("osascript", vec!["-e".to_owned(), script])]
}

#[cfg(windows)]
fn programs(purpose: &Purpose) -> Vec<(&'static str, Vec<String>)> {
    let kind = if *purpose == Purpose::Open { "Open" } else { "Save" };
    let script = format!(
        "[Console]::OutputEncoding = [Text.Encoding]::UTF8; Add-Type -AssemblyName System.Windows.Forms; \
         $d = New-Object System.Windows.Forms.{kind}FileDialog; $d.Filter = 'Presets|*.json'; \
         $d.FileName = $env:{NAME}; if ($d.ShowDialog() -eq 'OK') {{ $d.FileName }}"
    );
    let arguments = ["-NoProfile", "-STA", "-Command", &script];
    vec![("powershell", arguments.map(str::to_owned).into())]
}
