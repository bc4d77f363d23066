//! Circles of arrows.

use super::Arrows;
use std::collections::{BTreeMap, BTreeSet};

/// The circles among `arrows`: sets of more than one that all reach each other.
pub fn of(arrows: &Arrows) -> Vec<Vec<String>> {
    let reach: BTreeMap<&str, BTreeSet<&str>> =
        arrows.iter().map(|(from, _)| (from.as_str(), reached(arrows, from))).collect();
    let reaches = |from: &str, to: &str| reach.get(from).is_some_and(|reached| reached.contains(to));
    let mut circles = BTreeSet::new();
    for from in reach.keys() {
        let circle: Vec<String> = reach
            .keys()
            .filter(|to| reaches(from, to) && reaches(to, from))
            .map(|&of| of.to_owned())
            .collect();
        if circle.len() > 1 {
            circles.insert(circle);
        }
    }
    circles.into_iter().collect()
}

fn reached<'a>(arrows: &'a Arrows, from: &str) -> BTreeSet<&'a str> {
    let next = |from: &str| {
        let from = from.to_owned();
        arrows.iter().filter(move |arrow| arrow.0 == from).map(|arrow| arrow.1.as_str())
    };
    let (mut reached, mut open) = (BTreeSet::new(), next(from).collect::<Vec<_>>());
    while let Some(to) = open.pop() {
        if reached.insert(to) {
            open.extend(next(to));
        }
    }
    reached
}

#[test]
fn a_circle_is_found_and_a_line_is_none() {
    let arrows = |of: &[(&str, &str)]| of.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    assert!(of(&arrows(&[("a", "b"), ("b", "c"), ("a", "c")])).is_empty());
    assert_eq!(of(&arrows(&[("a", "b"), ("b", "c"), ("c", "b"), ("d", "a")])), [["b", "c"]]);
}
