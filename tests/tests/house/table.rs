//! The tables of arrows in docs/how-it-is-made.md.

use super::Arrows;
use std::path::Path;

/// A table whose first column is headed `crate` or `room`, and whose second says what each may use.
pub struct Table {
    pub arrows: Arrows,
}

impl Table {
    pub fn read(root: &Path, head: &str) -> Table {
        let page = std::fs::read_to_string(root.join("docs/how-it-is-made.md")).expect("the page");
        let mut lines = page.lines().skip_while(|line| !line.starts_with(&format!("| {head} | may use |")));
        assert!(lines.next().is_some(), "docs/how-it-is-made.md has no table of what each {head} may use");
        let rows = lines.skip(1).take_while(|line| line.starts_with('|'));
        let name = |text: &str| text.trim().trim_matches('`').to_owned();
        let mut arrows = Arrows::new();
        for row in rows {
            let cells: Vec<&str> = row.trim_matches('|').split('|').collect();
            let to = cells.get(1).copied().unwrap_or_default().split(',').map(name);
            arrows.extend(to.filter(|to| !to.is_empty()).map(|to| (name(cells[0]), to)));
        }
        Table { arrows }
    }
}
