//! The house: which crate, which room and which file may know which, held against the tables of docs/how-it-is-made.md.
//!
//! `cargo test -p quatrain-tests --test house -- --nocapture` prints all arrows that there are.

mod circles;
mod modules;
mod table;

use modules::Crate;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use table::Table;

type Arrows = BTreeSet<(String, String)>;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

const CRATES: [&str; 10] = [
    "bench",
    "crates/cells",
    "crates/model",
    "crates/picture",
    "crates/score",
    "crates/session",
    "crates/synth",
    "crates/trainer",
    "plugin",
    "tests",
];

/// Whether an arrow leads from a file to the one in whose folder it lies: `a/b.rs` may use what `a.rs`, which uses it, holds for all of
/// its folder. Such a pair is read together.
fn is_upward(from: &str, to: &str) -> bool {
    to == "lib.rs" || to == "main.rs" || from.starts_with(&format!("{}/", to.trim_end_matches(".rs")))
}

/// The arrows that there are and the table does not have, and those that only the table has.
fn compare(what: &str, there: &Arrows, table: &Table) {
    there.iter().for_each(|(from, to)| println!("{what}: {from} -> {to}"));
    let list = |arrows: Vec<&(String, String)>| {
        arrows.iter().map(|(from, to)| format!("{from} -> {to}")).collect::<Vec<_>>().join(", ")
    };
    let forbidden = list(there.difference(&table.arrows).collect());
    assert!(forbidden.is_empty(), "{what}: not in the table of docs/how-it-is-made.md: {forbidden}");
    let unused = list(table.arrows.difference(there).collect());
    assert!(
        unused.is_empty(),
        "{what}: in the table of docs/how-it-is-made.md, and nobody uses it: {unused}"
    );
}

#[test]
fn crates_know_each_other_as_the_table_says() {
    let mut there = Arrows::new();
    for of in CRATES {
        let manifest = std::fs::read_to_string(root().join(of).join("Cargo.toml")).expect("a manifest");
        let section = manifest.split("\n[").find(|section| section.starts_with("dependencies]"));
        let names = section.unwrap_or_default().lines().filter_map(|line| line.split_once(".workspace"));
        let ours =
            |name: &&str| CRATES.iter().any(|of| of.rsplit('/').next() == Some(name)) || *name == "quatrain";
        let name = |of: &str| {
            of.rsplit('/').next().unwrap_or(of).replace("quatrain", "plugin").replace("host", "tests")
        };
        for (to, _) in names.filter(|(to, _)| ours(to) || *to == "host") {
            there.insert((name(of), name(to)));
        }
    }
    compare("crates", &there, &Table::read(&root(), "crate"));
}

#[test]
fn rooms_of_the_plugin_know_each_other_as_the_table_says() {
    let plugin = Crate::read(&root().join("plugin"));
    let room = |file: &str| file.split('/').next().unwrap_or(file).trim_end_matches(".rs").to_owned();
    let arrows = plugin.arrows().into_iter().map(|(from, to)| (room(&from), room(&to)));
    let there = arrows.filter(|(from, to)| from != to && from != "lib" && from != "main").collect();
    compare("rooms of the plugin", &there, &Table::read(&root(), "room"));
}

#[test]
fn no_files_know_each_other_in_a_circle() {
    let mut found = Vec::new();
    for of in CRATES {
        let mut arrows = Crate::read(&root().join(of)).arrows();
        arrows.retain(|(from, to)| !is_upward(from, to));
        let circles = circles::of(&arrows);
        for circle in circles {
            let inside = |file: &String| circle.contains(file);
            let within = arrows.iter().filter(|(from, to)| inside(from) && inside(to));
            let within: Vec<String> = within.map(|(from, to)| format!("{from} -> {to}")).collect();
            found.push(format!("{of}: {}", within.join(", ")));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
