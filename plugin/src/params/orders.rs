//! Parameters whose turning asks for something once. Their values are stored and restored like all others; restoring one asks for nothing.

use super::settings::Turned;
use crate::link::restoring;
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, AtomicU32, Ordering};

/// How often such a parameter was turned on by somebody, and to what. Written by the parameter's callback, on whatever thread sets it; read
/// by the audio thread. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Order(Arc<State>);

#[derive(Debug, Default)]
struct State {
    value: AtomicI32,
    turns: AtomicU32,
}

impl Order {
    /// To be called by the parameter behind each change of its value. Real-time safe.
    pub fn by<T: Into<i32>>(&self, turned: &Turned) -> Arc<dyn Fn(T) + Send + Sync> {
        let (state, count) = (self.0.clone(), turned.by::<()>());
        Arc::new(move |value| {
            let value = value.into();
            let before = state.value.swap(value, Ordering::AcqRel);
            if value != 0 && value != before && !restoring() {
                state.turns.fetch_add(1, Ordering::AcqRel);
            }
            count(());
        })
    }

    /// How often it was turned on, not counting what was restored. Real-time safe.
    pub fn turns(&self) -> u32 {
        self.0.turns.load(Ordering::Acquire)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::{begin_restoring, end_restoring};

    #[test]
    fn turning_on_counts_turning_off_and_restoring_do_not() {
        let (order, turned) = (Order::default(), Turned::default());
        let set = order.by::<bool>(&turned);
        [true, true, false, true].into_iter().for_each(&*set);
        assert_eq!(order.turns(), 2);
        set(false);
        begin_restoring();
        set(true);
        end_restoring();
        assert_eq!(order.turns(), 2, "it was on when it was stored");
        set(false);
        set(true);
        assert_eq!(order.turns(), 3, "and is turned on as ever");
    }

    #[test]
    fn what_another_thread_turns_while_a_state_is_restored_counts() {
        let (order, turned) = (Order::default(), Turned::default());
        let set = order.by::<i32>(&turned);
        begin_restoring();
        std::thread::spawn(move || set(3)).join().expect("it ends");
        end_restoring();
        assert_eq!(order.turns(), 1);
    }
}
