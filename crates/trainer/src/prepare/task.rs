//! What of a loop is to be written, and what is given.

use super::dice::Dice;
use score::{BARS, Cells, Instrument, Metre, Note};

/// Kinds of task, as users set them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Everything is written.
    Scratch,
    /// Whole instruments are written, others given.
    Instruments,
    /// Whole bars are written, others given.
    Bars,
    /// Any cells are written.
    Cells,
}

impl Task {
    /// 45 % from scratch, 25 % by instrument, 15 % by bar, 15 % random cells.
    pub fn draw(dice: &mut Dice) -> Task {
        [Task::Scratch, Task::Instruments, Task::Bars, Task::Cells][dice.weighted(&[0.45, 0.70, 0.85, 1.0])]
    }
}

/// Which bars of each instrument are to be written, in canonical order.
pub type Plan = Vec<(Instrument, Cells)>;

/// Draws the cells of `task`. Where the loop has too little for it, everything is written.
pub fn plan(task: Task, notes: &[Note], metre: Metre, dice: &mut Dice) -> Plan {
    const TRIES: usize = 6;
    let mut instruments: Vec<Instrument> = notes.iter().map(|n| n.instrument).collect();
    instruments.sort_unstable();
    instruments.dedup();
    let everything: Plan = instruments.iter().map(|&i| (i, Cells::ALL)).collect();
    if task == Task::Scratch {
        return everything;
    }
    let tries = (0..TRIES).map(|_| audible(cells(task, &instruments, dice), notes, metre));
    let partial =
        |plan: &Plan| plan.iter().any(|p| p.1 != Cells::NONE) && plan.iter().any(|p| p.1 != Cells::ALL);
    tries.into_iter().find(partial).unwrap_or(everything)
}

fn cells(task: Task, instruments: &[Instrument], dice: &mut Dice) -> Plan {
    let all = |of: &Vec<Instrument>, i: &Instrument| if of.contains(i) { Cells::ALL } else { Cells::NONE };
    match task {
        Task::Scratch => instruments.iter().map(|&i| (i, Cells::ALL)).collect(),
        Task::Instruments => {
            let written = some_instruments(instruments, dice);
            instruments.iter().map(|i| (*i, all(&written, i))).collect()
        }
        Task::Bars => {
            let bars = some_bars(dice);
            instruments.iter().map(|&i| (i, bars)).collect()
        }
        Task::Cells => {
            let p = 0.15 + 0.7 * dice.unit();
            let mut cells = || Cells((0..BARS).fold(0, |cells, bar| cells | u8::from(dice.chance(p)) << bar));
            instruments.iter().map(|&i| (i, cells())).collect()
        }
    }
}

/// One instrument in half of the cases, else any number but all of them.
fn some_instruments(instruments: &[Instrument], dice: &mut Dice) -> Vec<Instrument> {
    let most = instruments.len().saturating_sub(1).max(1);
    let count = if dice.chance(0.5) { 1 } else { 1 + dice.below(most) };
    let mut left = instruments.to_vec();
    (0..count.min(left.len())).map(|_| left.swap_remove(dice.below(left.len()))).collect()
}

/// One bar in half of the cases, else two neighbours or the last three.
fn some_bars(dice: &mut Dice) -> Cells {
    if dice.chance(0.5) {
        return Cells(1 << dice.below(BARS));
    }
    Cells([0b0011, 0b0110, 0b1100, 0b1110][dice.below(4)])
}

/// Of instruments that are silent in all their cells nothing is written: who is asked for, sounds.
fn audible(plan: Plan, notes: &[Note], metre: Metre) -> Plan {
    let sounds = |i, cells: Cells| notes.iter().any(|n| n.instrument == i && cells.contains(n.bar(metre)));
    plan.into_iter().map(|(i, cells)| (i, if sounds(i, cells) { cells } else { Cells::NONE })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use score::Ticks;

    fn note(instrument: u8, bar: u16) -> Note {
        Note {
            instrument: Instrument(instrument),
            onset: Ticks(bar * 48),
            pitch: 60,
            velocity: 80,
            duration: Ticks(3),
        }
    }

    fn plans(task: Task, notes: &[Note]) -> Vec<Plan> {
        (0..200).map(|stream| plan(task, notes, Metre::FourFour, &mut Dice::new(5, stream))).collect()
    }

    #[test]
    fn every_partial_task_writes_something_and_keeps_something() {
        let notes: Vec<Note> = (0..4).flat_map(|bar| [note(0, bar), note(33, bar)]).collect();
        for task in [Task::Instruments, Task::Bars, Task::Cells] {
            for plan in plans(task, &notes) {
                assert!(plan.iter().any(|p| p.1 != Cells::NONE) && plan.iter().any(|p| p.1 != Cells::ALL));
            }
        }
    }

    #[test]
    fn an_instrument_is_only_asked_for_where_it_sounds() {
        let notes: Vec<Note> = (0..4).map(|bar| note(0, bar)).chain([note(33, 2)]).collect();
        for plan in plans(Task::Bars, &notes).into_iter().chain(plans(Task::Cells, &notes)) {
            let bass = plan.iter().find(|p| p.0 == Instrument(33)).expect("the bass is in the plan").1;
            assert!(bass == Cells::NONE || bass.contains(2), "{bass:?}");
        }
    }

    #[test]
    fn a_lone_instrument_is_written_whole_when_instruments_are_asked_for() {
        let notes: Vec<Note> = (0..4).map(|bar| note(0, bar)).collect();
        assert!(
            plans(Task::Instruments, &notes).iter().all(|plan| plan[..] == [(Instrument(0), Cells::ALL)])
        );
    }
}
