//! What the table of asked and got has columns for.

use crate::editor::view::Quantity;
use crate::editor::words;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Amount(Quantity),
    /// The density of each bar.
    Bars,
    Chords,
    Key,
    Tracks,
}

pub struct Column {
    pub what: What,
    pub name: &'static str,
    /// How much of the width it gets, next to the others.
    pub shares: f32,
}

/// As many columns as `width` has room for, the more important first.
pub fn columns(width: f32) -> Vec<Column> {
    let amount =
        |quantity| Column { what: What::Amount(quantity), name: words::short(quantity), shares: 1.0 };
    let mut columns: Vec<Column> = Quantity::ALL.into_iter().map(amount).collect();
    let others = [
        (What::Chords, "Chords", 0.9),
        (What::Key, "Key", 1.1),
        (What::Bars, "Bars", 0.9),
        (What::Tracks, "Tracks", 0.7),
    ];
    for (what, name, shares) in others {
        let needed: f32 = columns.iter().map(|column| column.shares).sum::<f32>() + shares;
        if needed * LEAST <= width {
            columns.push(Column { what, name, shares });
        }
    }
    columns
}

/// Least width of a column of one share.
const LEAST: f32 = 76.0;
