//! Asks for a file by a dialog of the system, in a program of its own: neither the host's threads nor the window wait for it.

use std::io::Read;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// What the file is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    Open,
    /// Under this name at first.
    Save(String),
}

/// Lives on the GUI thread, while a dialog is open, which closes with it.
#[derive(Debug)]
pub struct Browse {
    pub purpose: Purpose,
    dialog: Child,
}

/// With which dialogs end that were cancelled.
const CANCELLED: i32 = 1;

/// `None`: the user chose nothing.
pub type Answer = Result<Option<PathBuf>, String>;

impl Browse {
    /// Opens the dialog of the first of these programs that there is.
    ///
    /// # Errors
    /// In words, where there is none.
    pub fn start(purpose: Purpose, programs: Programs) -> Result<Browse, String> {
        let name = if let Purpose::Save(name) = &purpose { name.as_str() } else { "" };
        let dialog = programs(&purpose).into_iter().find_map(|(program, arguments)| {
            let mut command = Command::new(program);
            command.args(arguments).env(NAME, name);
            // Hosts bring libraries of their own, which are not the system's programs'.
            command.env_remove("LD_LIBRARY_PATH").env_remove("LD_PRELOAD");
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
            #[cfg(windows)]
            std::os::windows::process::CommandExt::creation_flags(&mut command, 0x0800_0000);
            command.spawn().ok()
        });
        let none = || "No program for file dialogs was found (zenity or kdialog): type the path.".to_owned();
        dialog.map(|dialog| Browse { purpose, dialog }).ok_or_else(none)
    }

    /// The answer, once the dialog is closed. Until then it is to be asked again, [`Browse::AGAIN`] later.
    pub fn answer(&mut self) -> Option<Answer> {
        let ended = match self.dialog.try_wait() {
            Ok(ended) => ended?,
            Err(error) => return Some(Err(format!("The dialog failed ({error}): type the path."))),
        };
        let mut said = String::new();
        // A path fits into the pipe, so the program never waited for this.
        let read = self.dialog.stdout.take().map_or(Ok(0), |mut output| output.read_to_string(&mut said));
        let path = said.trim_end_matches(['\r', '\n']);
        Some(match (read, ended.code()) {
            (Ok(_), Some(0)) => Ok((!path.is_empty()).then(|| PathBuf::from(path))),
            (Ok(_), Some(CANCELLED)) => Ok(None),
            (Ok(_), _) => Err(format!("The dialog failed ({ended}): type the path.")),
            (Err(error), _) => Err(format!("The dialog said no path ({error}): type it.")),
        })
    }

    pub const AGAIN: Duration = Duration::from_millis(100);
}

impl Drop for Browse {
    fn drop(&mut self) {
        // Both fail where it has ended by itself.
        let _ = self.dialog.kill();
        let _ = self.dialog.wait();
    }
}

/// Names and arguments of the programs to try, in this order.
pub type Programs = fn(&Purpose) -> Vec<(&'static str, Vec<String>)>;

/// Holds the name for the programs that read a script, so that it never is part of one.
const NAME: &str = "QUATRAIN_FILE_NAME";

#[cfg(all(unix, not(target_os = "macos")))]
pub fn programs(purpose: &Purpose) -> Vec<(&'static str, Vec<String>)> {
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
pub fn programs(purpose: &Purpose) -> Vec<(&'static str, Vec<String>)> {
    let script = match purpose {
        Purpose::Open => "POSIX path of (choose file of type {\"public.json\"})".to_owned(),
        Purpose::Save(_) => {
            format!("POSIX path of (choose file name default name (system attribute \"{NAME}\"))")
        }
    };
    vec![("osascript", vec!["-e".to_owned(), script])]
}

#[cfg(windows)]
pub fn programs(purpose: &Purpose) -> Vec<(&'static str, Vec<String>)> {
    let kind = if *purpose == Purpose::Open { "Open" } else { "Save" };
    let script = format!(
        "[Console]::OutputEncoding = [Text.Encoding]::UTF8; Add-Type -AssemblyName System.Windows.Forms; \
         $d = New-Object System.Windows.Forms.{kind}FileDialog; $d.Filter = 'Presets|*.json'; \
         $d.FileName = $env:{NAME}; if ($d.ShowDialog() -eq 'OK') {{ $d.FileName }}"
    );
    let arguments = ["-NoProfile", "-STA", "-Command", &script];
    vec![("powershell", arguments.map(str::to_owned).into())]
}
