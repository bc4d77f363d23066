//! `cargo xtask pictures`: the pictures of README.md are those that the tests make.

use crate::arguments;
use crate::build::{cargo, root};
use crate::failure::{Failure, run as run_program};
use crate::tests::SELECTION;

/// In `target/shots`, and what it is called in `docs`.
const PICTURES: [(&str, &str); 3] = [
    ("playing.png", "editor.png"),
    ("presets.png", "editor-presets.png"),
    ("sixteen.png", "editor-sixteen.png"),
];
/// The same, by the test in Ardour's window; left as it is where that test has not run.
const IN_ARDOUR: (&str, &str) = ("ardour-dropped-1.png", "editor-in-ardour.png");
/// Larger ones do not belong into a repository.
const MOST: u64 = 250_000;

/// Has the editor's tests make their pictures, and copies those that README.md shows.
pub fn run(arguments: &[String]) -> Result<(), Failure> {
    arguments::check("pictures", &[], arguments)?;
    let shots = ["--package", "quatrain", "--lib", "--", "editor::tests::shots"];
    run_program(cargo("test").args(SELECTION).args(shots))?;
    PICTURES.into_iter().try_for_each(copy)?;
    if root().join("target/shots").join(IN_ARDOUR.0).exists() {
        copy(IN_ARDOUR)?;
    } else {
        eprintln!("docs/{} stays as it is: `cargo xtask test` makes it anew where Ardour is.", IN_ARDOUR.1);
    }
    Ok(())
}

fn copy((shot, picture): (&str, &str)) -> Result<(), Failure> {
    let (from, to) = (root().join("target/shots").join(shot), root().join("docs").join(picture));
    let broken = |what: String| Failure::Broken(format!("{}: {what}", from.display()));
    let size = std::fs::metadata(&from).map_err(|error| broken(error.to_string()))?.len();
    if size > MOST {
        return Err(broken(format!("{size} bytes are more than {MOST}")));
    }
    std::fs::copy(&from, &to).map_err(|error| broken(error.to_string()))?;
    println!("{}", to.display());
    Ok(())
}
