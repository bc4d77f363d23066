//! A set of token ids.

use crate::vocab::{Token, VOCABULARY};

const WORDS: usize = VOCABULARY.div_ceil(64);

/// A set of tokens of the vocabulary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mask {
    words: [u64; WORDS],
}

impl Mask {
    pub fn allow(&mut self, token: Token) {
        let id = usize::from(token.id());
        self.words[id / 64] |= 1 << (id % 64);
    }

    /// Whether the set holds token `id`; false for ids outside the vocabulary.
    pub fn allows(&self, id: u16) -> bool {
        self.words.get(usize::from(id) / 64).is_some_and(|word| word >> (id % 64) & 1 == 1)
    }

    /// The ids of the set, ascending.
    pub fn ids(&self) -> impl Iterator<Item = u16> + '_ {
        self.words.iter().enumerate().flat_map(|(i, &word)| {
            std::iter::successors(Some(word), |w| Some(w & w.wrapping_sub(1)))
                .take_while(|&w| w != 0)
                .map(move |w| (i * 64) as u16 + w.trailing_zeros() as u16)
        })
    }

    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|&word| word == 0)
    }
}
