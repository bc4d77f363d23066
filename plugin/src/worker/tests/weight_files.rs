//! Weights from files.

use super::*;
use std::process::Command;

#[test]
fn weights_that_cannot_be_used_leave_an_error_in_words_and_the_old_ones_go_on() {
    let whole = std::fs::read(small_weights()).expect("the file");
    let cut = files().join("cut.gguf");
    std::fs::write(&cut, &whole[..whole.len() / 2]).expect("room");
    let foreign = files().join("foreign.gguf");
    std::fs::write(&foreign, b"MThd and so on").expect("room");
    let office = Office::small();
    for bad in [cut, foreign, files().join("missing.gguf"), files().to_owned()] {
        office.editor.load_weights(Some(bad.clone()));
        office.wait(|office| office.editor.status().error.is_some());
        let status = office.editor.status();
        let error = status.error.unwrap_or_default();
        let name = bad.file_name().unwrap_or_default().to_string_lossy();
        assert!(error.starts_with("These weights cannot be used") && error.contains(&*name), "{error}");
        assert_eq!(status.weights.as_deref(), Some("small.gguf"));
        office.generate();
        office.answered();
        assert_eq!(office.editor.status().error, None, "and a loop is written as before");
        assert_eq!(office.the_loop().map(|written| written.bars), Some(BARS));
    }
}

#[test]
fn good_weights_after_bad_ones_take_the_error_away() {
    let office = Office::small();
    office.editor.load_weights(Some(files().join("missing.gguf")));
    office.wait(|office| office.editor.status().error.is_some());
    office.editor.load_weights(Some(small_weights().to_owned()));
    office.wait(|office| office.editor.status().error.is_none());
}

#[test]
fn weights_of_one_file_are_shared_until_it_is_written_anew() {
    let file = files().join("changing.gguf");
    std::fs::copy(small_weights(), &file).expect("a copy");
    let first = weights::load(Some(&file)).expect("good weights").weights;
    let again = weights::load(Some(&file)).expect("good weights").weights;
    assert!(Arc::ptr_eq(&first, &again));
    let later = std::time::SystemTime::now() + Duration::from_secs(60);
    std::fs::File::options()
        .append(true)
        .open(&file)
        .and_then(|open| open.set_modified(later))
        .expect("a new date");
    assert!(!Arc::ptr_eq(&first, &weights::load(Some(&file)).expect("good weights").weights));
}

/// Runs one of the tests below in a process of its own, where the environment names `weights`.
fn in_a_process_with(weights: &Path, test: &str) {
    let program = std::env::current_exe().expect("this program");
    let child = Command::new(program)
        .env("QUATRAIN_WEIGHTS", weights)
        .args(["--exact", &format!("worker::tests::weight_files::{test}"), "--ignored"])
        .output()
        .expect("it starts");
    let said = String::from_utf8_lossy(&child.stdout);
    assert!(child.status.success() && said.contains("1 passed"), "{said}");
}

#[test]
fn the_environment_may_name_the_weights() {
    in_a_process_with(small_weights(), "child_with_small_weights_in_the_environment");
    in_a_process_with(&files().join("missing.gguf"), "child_with_missing_weights_in_the_environment");
}

#[test]
#[ignore = "a part of the_environment_may_name_the_weights"]
fn child_with_small_weights_in_the_environment() {
    let office = Office::open();
    office.generate();
    office.answered();
    let status = office.editor.status();
    assert_eq!((status.error, status.weights.as_deref()), (None, Some("small.gguf")));
    office.editor.load_weights(None);
    office.wait(|office| office.editor.status().weights.as_deref() == Some("built in"));
}

#[test]
#[ignore = "a part of the_environment_may_name_the_weights"]
fn child_with_missing_weights_in_the_environment() {
    let office = Office::open();
    office.generate();
    office.answered();
    let error = office.editor.status().error.unwrap_or_default();
    assert!(error.contains("missing.gguf"), "the cause is said: {error}");
    assert_eq!(office.the_loop(), None);
}
