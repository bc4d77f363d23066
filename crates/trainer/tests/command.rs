//! The program as it is called: exit codes and what it says.

use std::process::{Command, Output};

fn call(arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_quatrain-trainer");
    Command::new(program).args(arguments).output().expect("the program starts")
}

#[test]
fn a_wrong_call_leaves_with_2_and_one_line_that_names_the_mistake() {
    for (call_with, about) in [
        (&["generate", "--out", "x"][..], "--request"),
        (&["generate", "--request", "a.json", "--out", "x", "--sed", "4"], "--seed"),
        (&["generate", "--request", "no such.json", "--out", "x"], "no such.json"),
        (&["generate", "--request", "a.json", "--out", "x", "--count", "0"], "--count"),
        (&["eval", "--midi", ".", "--json", "no/such/folder/x.json"], "no/such/folder"),
        (&["prepare", "--midi", "no such folder", "--out", "x"], "no such folder"),
        (&["prepare", "--midi", "."], "--out"),
        (&["export-gguf", "--weights", "no.safetensors", "--out", "x"], "no.safetensors"),
        (&["play"], "play"),
        (&[], "no command"),
    ] {
        let output = call(call_with);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{call_with:?}: {said}");
        assert!(said.contains(about) && said.trim_end().lines().count() == 1, "{call_with:?}: {said}");
    }
}

#[test]
fn help_is_no_mistake() {
    for call_with in [&["--help"][..], &["prepare", "--help"], &["eval", "--help"], &["--version"]] {
        let output = call(call_with);
        assert!(output.status.success() && output.stderr.is_empty(), "{call_with:?}");
        assert!(!output.stdout.is_empty());
    }
}
