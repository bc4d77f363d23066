//! The results: collected by path (`control.full.all.chord_hit`), written as JSON, printed as tables.

use super::bootstrap::Estimate;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt;
use std::io::IsTerminal;

/// Everything that was measured.
#[derive(Debug, Default)]
pub(super) struct Report {
    /// `None` where there was nothing to measure.
    estimates: BTreeMap<String, Option<Estimate>>,
    others: Map<String, Value>,
    /// Printed as they are, not written.
    said: Vec<String>,
}

impl Report {
    /// Files an estimate under a path of names with dots between.
    pub(super) fn put(&mut self, path: &str, estimate: Option<Estimate>) {
        self.estimates.insert(path.to_owned(), estimate);
    }

    /// Files what is no estimate, under a path.
    pub(super) fn put_value(&mut self, path: &str, value: impl Into<Value>) {
        insert(&mut self.others, path, value.into());
    }

    /// Prints `title` and `rows` behind the tables.
    pub(super) fn say(&mut self, title: String, rows: impl Iterator<Item = String>) {
        self.said.push(title);
        self.said.extend(rows.map(|row| format!("  {row}")));
    }

    /// All results as one object; what could not be measured is `null`.
    pub(super) fn json(&self) -> Value {
        let mut all = self.others.clone();
        for (path, estimate) in &self.estimates {
            let value = estimate.map_or(Value::Null, |estimate| serde_json::json!(estimate));
            insert(&mut all, path, value);
        }
        Value::Object(all)
    }
}

fn insert(object: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('.') {
        None => drop(object.insert(path.to_owned(), value)),
        Some((name, rest)) => {
            let inner = object.entry(name).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = inner {
                insert(inner, rest, value);
            }
        }
    }
}

/// Names that are columns where they are part of a path.
const COLUMNS: [&str; 3] = ["real", "full", "plain"];

/// One table for each object, with what is real, full and plain side by side.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let mut tables: BTreeMap<String, BTreeMap<&str, BTreeMap<&str, Estimate>>> = BTreeMap::new();
        for (path, estimate) in &self.estimates {
            let Some(estimate) = estimate else { continue };
            let (folder, name) = path.rsplit_once('.').unwrap_or(("", path));
            let column = folder.split('.').find(|part| COLUMNS.contains(part)).unwrap_or("");
            let title: Vec<&str> = folder.split('.').filter(|part| !COLUMNS.contains(part)).collect();
            let row = tables.entry(title.join(", ")).or_default().entry(name).or_default();
            row.insert(column, *estimate);
        }
        for (title, rows) in &tables {
            let columns: Vec<&str> = [""]
                .into_iter()
                .chain(COLUMNS)
                .filter(|c| rows.values().any(|r| r.contains_key(c)))
                .collect();
            write!(f, "{title:30}")?;
            columns.iter().try_for_each(|column| write!(f, "  {column:26}"))?;
            writeln!(f)?;
            for (name, row) in rows {
                write!(f, "  {name:28}")?;
                for column in &columns {
                    let text = row.get(column).map_or(String::new(), Estimate::to_string);
                    write!(f, "  {text:26}")?;
                }
                writeln!(f)?;
            }
        }
        self.said.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

/// A bar on standard error; a line where that is no terminal.
pub(super) fn progress(what: &'static str, length: usize) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        eprintln!("{what}: {length}");
    }
    let bar = ProgressBar::new(length as u64).with_message(what);
    match ProgressStyle::with_template("{msg:10} {wide_bar} {human_pos}/{human_len} {eta}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_objects_and_columns() {
        let mut report = Report::default();
        let estimate = |value| Some(Estimate { value, low: value, high: value });
        report.put("nll.band", estimate(1.5));
        report.put("control.full.all.chord_hit", estimate(0.75));
        report.put("control.plain.all.chord_hit", estimate(0.25));
        report.put("control.plain.all.density_mae", None);
        report.put_value("seed", 7);
        let json = report.json();
        assert_eq!(json["control"]["full"]["all"]["chord_hit"]["low"], 0.75);
        assert_eq!(
            (&json["control"]["plain"]["all"]["density_mae"], &json["seed"]),
            (&Value::Null, &7.into())
        );
        let text = report.to_string();
        let row = text.lines().find(|line| line.contains("chord_hit")).expect("a row");
        assert!(row.find("0.7500") < row.find("0.2500"), "full stands before plain: {text}");
        assert!(text.contains("control, all") && !text.contains("density_mae"), "{text}");
    }
}
