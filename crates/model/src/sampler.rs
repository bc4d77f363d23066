//! Which of the allowed tokens comes next.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{RngCore, SeedableRng};
use score::Sampling;
use score::grammar::{Grammar, Heir, Kind, Push};

/// Tokens whose logits lie so far below the largest leave nothing to speak of.
const UNHEARD: f32 = 10.0;

/// Lives in one call of the composer. Draws tokens by temperature and nucleus (Holtzman et al., 2020); the same seed and logits give
/// the same tokens on every machine.
#[derive(Clone, Debug)]
pub struct Sampler {
    temperature: f64,
    top_p: f64,
    random: Xoshiro256PlusPlus,
    /// Allowed tokens and their probabilities, likeliest first.
    candidates: Vec<(u16, f64)>,
}

/// Temperatures below this are greedy.
const GREEDY: f32 = 1e-3;

/// Whether anything is left to chance.
pub fn draws(sampling: Sampling) -> bool {
    sampling.temperature >= GREEDY && sampling.top_p > 0.0
}

impl Sampler {
    /// Temperatures below 0.001 are greedy; `top_p` counts within 0..=1. Streams of one seed never meet.
    pub fn new(sampling: Sampling, seed: u64, stream: u32) -> Sampler {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
        (0..stream).for_each(|_| random.jump());
        Sampler {
            temperature: f64::from(sampling.temperature),
            top_p: f64::from(sampling.top_p),
            random,
            candidates: Vec::new(),
        }
    }

    /// One of the tokens that `grammar` allows; `None` when there are none. Logits (vocabulary) that are not numbers count as least likely. What
    /// the model gives to other tokens goes to their heirs ([`Grammar::heir`]). Then the experts push, `steering` times as hard as they say, and
    /// what is to be avoided costs what it costs ([`Grammar::costs`]).
    pub fn sample(&mut self, logits: &[f32], grammar: &Grammar, steering: f32) -> Option<u16> {
        self.gather(logits, grammar.mask().ids());
        self.inherit(logits, |id| grammar.heir(id));
        if steering > 0.0 {
            let experts = grammar.steering();
            self.steer(steering, |id| experts.push(id));
        }
        for (id, nats) in grammar.costs() {
            if let Some(place) = self.place(id) {
                self.candidates[place].1 -= f64::from(nats);
            }
        }
        self.choose()
    }

    /// Adds what the model gives to tokens that are no candidates to the weight of their heirs.
    fn inherit(&mut self, logits: &[f32], heir: impl Fn(u16) -> Option<Heir>) {
        let largest = logits.iter().copied().filter(|l| l.is_finite()).fold(f32::MIN, f32::max);
        let mut kinds = [0.0f64; Kind::ALL.len()];
        for (id, &logit) in (0u16..).zip(logits) {
            let speaks = logit.is_finite() && logit > largest - UNHEARD;
            let Some(heir) = (speaks && self.place(id).is_none()).then(|| heir(id)).flatten() else {
                continue;
            };
            let weight = f64::from(logit - largest).exp();
            match heir {
                Heir::Kind(kind) => kinds[kind as usize] += weight,
                Heir::One(token) => {
                    if let Some(place) = self.place(token.id()) {
                        let own = &mut self.candidates[place].1;
                        *own = sum(*own, f64::from(logit));
                    }
                }
            }
        }
        self.share(kinds.map(|weight| weight.ln() + f64::from(largest)));
    }

    /// Adds to each kind of candidates a logit that they share as they share what they have.
    fn share(&mut self, inherited: [f64; Kind::ALL.len()]) {
        for (kind, inherited) in inherited.into_iter().enumerate().filter(|(_, l)| l.is_finite()) {
            let of_kind = |id| Kind::of_id(id) as usize == kind;
            let own =
                self.candidates.iter().filter(|c| of_kind(c.0)).fold(f64::NEG_INFINITY, |s, c| sum(s, c.1));
            let gain = sum(own, inherited) - own;
            if gain.is_finite() {
                self.candidates.iter_mut().filter(|c| of_kind(c.0)).for_each(|c| c.1 += gain);
            }
        }
    }

    /// Where `id` lies among the candidates while they are in the order of their ids.
    fn place(&self, id: u16) -> Option<usize> {
        self.candidates.binary_search_by_key(&id, |c| c.0).ok()
    }

    /// Pushes all candidates.
    fn steer(&mut self, strength: f32, push: impl Fn(u16) -> Push) {
        let pushes: Vec<Push> = self.candidates.iter().map(|(id, _)| push(*id)).collect();
        for kind in Kind::ALL {
            self.shift(strength, |place, id| (Kind::of_id(id) == kind).then(|| pushes[place].within));
        }
        let goes_on_or_leaves = |id| matches!(Kind::of_id(id), Kind::Position | Kind::Leave);
        self.shift(strength, |place, id| goes_on_or_leaves(id).then(|| pushes[place].between));
    }

    /// Moves weight between the candidates for which there is a push, by place and id; together they keep theirs.
    fn shift(&mut self, strength: f32, push: impl Fn(usize, u16) -> Option<f32>) {
        let (mut before, mut after) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
        let mut pushed = Vec::new();
        for (place, &(id, logit)) in self.candidates.iter().enumerate() {
            let Some(push) = push(place, id) else { continue };
            let moved = logit + f64::from(strength * push);
            (before, after) = (sum(before, logit), sum(after, moved));
            pushed.push((place, moved));
        }
        let gain = before - after;
        if gain.is_finite() {
            pushed.into_iter().for_each(|(place, moved)| self.candidates[place].1 = moved + gain);
        }
    }

    fn gather(&mut self, logits: &[f32], allowed: impl Iterator<Item = u16>) {
        let logit = |id: u16| {
            logits
                .get(usize::from(id))
                .filter(|l| !l.is_nan())
                .map_or(f32::MIN, |l| l.clamp(f32::MIN, f32::MAX))
        };
        self.candidates.clear();
        self.candidates.extend(allowed.map(|id| (id, f64::from(logit(id)))));
    }

    fn choose(&mut self) -> Option<u16> {
        // Stable, so that equal logits stay in the order of their ids.
        self.candidates.sort_by(|a, b| b.1.total_cmp(&a.1));
        let &(likeliest, largest) = self.candidates.first()?;
        let greedy = self.temperature.is_nan() || self.temperature < f64::from(GREEDY);
        if greedy || self.candidates.len() == 1 {
            return Some(likeliest);
        }
        for candidate in &mut self.candidates {
            candidate.1 = ((candidate.1 - largest) / self.temperature).exp();
        }
        Some(self.draw())
    }

    fn draw(&mut self) -> u16 {
        let total: f64 = self.candidates.iter().map(|c| c.1).sum();
        let nucleus = total * if self.top_p.is_nan() { 1.0 } else { self.top_p.clamp(0.0, 1.0) };
        let mut kept = 0.0;
        let mut count = 0;
        while count < self.candidates.len() && (count == 0 || kept < nucleus) {
            kept += self.candidates[count].1;
            count += 1;
        }
        // 53 random bits: a number in 0..1.
        let mut rest = (self.random.next_u64() >> 11) as f64 / (1u64 << 53) as f64 * kept;
        for &(id, weight) in &self.candidates[..count] {
            rest -= weight;
            if rest < 0.0 {
                return id;
            }
        }
        self.candidates[count - 1].0
    }
}

/// The logit of two weights together.
fn sum(a: f64, b: f64) -> f64 {
    let (low, high) = if a < b { (a, b) } else { (b, a) };
    if low == f64::NEG_INFINITY { high } else { high + (low - high).exp().ln_1p() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use score::Token;

    impl Sampler {
        /// One of the `allowed` ids, with nobody inheriting and nothing pushing.
        fn draw_of(&mut self, logits: &[f32], allowed: impl Iterator<Item = u16>) -> Option<u16> {
            self.gather(logits, allowed);
            self.choose()
        }
    }

    fn sampler(temperature: f32, top_p: f32, seed: u64) -> Sampler {
        Sampler::new(Sampling { temperature, top_p, ..Sampling::default() }, seed, 0)
    }

    const LOGITS: [f32; 5] = [0.0, 2.0, 1.0, 9.0, 2.0];

    #[test]
    fn temperature_zero_takes_the_likeliest_allowed_token_and_the_first_of_equals() {
        let mut greedy = sampler(0.0, 0.9, 1);
        assert_eq!(greedy.draw_of(&LOGITS, 0..5), Some(3));
        assert_eq!(greedy.draw_of(&LOGITS, [0, 1, 2, 4].into_iter()), Some(1));
    }

    #[test]
    fn only_allowed_tokens_are_drawn_and_as_often_as_their_probability_says() {
        let mut sampler = sampler(1.0, 1.0, 7);
        let mut counts = [0u32; 5];
        (0..20_000)
            .for_each(|_| counts[usize::from(sampler.draw_of(&LOGITS, [0, 1, 2].into_iter()).unwrap())] += 1);
        assert_eq!((counts[3], counts[4]), (0, 0));
        let total = 1.0 + 2f64.exp() + 1f64.exp();
        for (count, weight) in counts.iter().zip([1.0, 2f64.exp(), 1f64.exp()]) {
            assert!((f64::from(*count) / 20_000.0 - weight / total).abs() < 0.01, "{counts:?}");
        }
    }

    #[test]
    fn the_nucleus_leaves_the_tail_out() {
        let mut narrow = sampler(1.0, 0.6, 3);
        // 1 and 4 hold 42 % each of 0, 1, 2 and 4: two are needed for 60 %.
        (0..2_000).for_each(|_| {
            assert!([1, 4].contains(&narrow.draw_of(&LOGITS, [0, 1, 2, 4].into_iter()).unwrap()))
        });
        let mut none = sampler(1.0, 0.0, 3);
        (0..100).for_each(|_| assert_eq!(none.draw_of(&LOGITS, 0..5), Some(3)));
    }

    /// How likely each token of `logits` is once `change` was made.
    fn shares(logits: &[(Token, f32)], change: impl FnOnce(&mut Sampler, &[f32])) -> Vec<f64> {
        let mut all = vec![f32::NEG_INFINITY; score::vocab::VOCABULARY];
        logits.iter().for_each(|(token, logit)| all[usize::from(token.id())] = *logit);
        let mut sampler = sampler(1.0, 1.0, 5);
        let mut ids: Vec<u16> = logits.iter().map(|(token, _)| token.id()).collect();
        ids.sort_unstable();
        ids.retain(|id| *id != FORBIDDEN.id());
        sampler.gather(&all, ids.into_iter());
        change(&mut sampler, &all);
        let total: f64 = sampler.candidates.iter().map(|c| c.1.exp()).sum();
        let share =
            |token: Token| sampler.place(token.id()).map_or(0.0, |place| sampler.candidates[place].1.exp());
        logits.iter().map(|(token, _)| share(*token) / total).collect()
    }

    const FORBIDDEN: Token = Token::End;

    fn near(got: &[f64], expected: &[f64]) {
        let far = got.iter().zip(expected).any(|(got, expected)| (got - expected).abs() > 1e-6);
        assert!(!far && got.len() == expected.len(), "{got:?} instead of {expected:?}");
    }

    #[test]
    fn pushes_move_weight_within_a_kind_and_leave_the_kind_its_weight() {
        let half = 0.5f32.ln();
        let logits = [(Token::Pitch(60), 0.0), (Token::Pitch(62), half), (Token::Position(3), half)];
        let pushed = shares(&logits, |sampler, _| {
            let push =
                |id| Push { within: if id == Token::Pitch(62).id() { 4f32.ln() } else { 0.0 }, between: 0.0 };
            sampler.steer(1.0, push);
        });
        near(&pushed, &[0.25, 0.5, 0.25]);
    }

    #[test]
    fn density_moves_weight_between_going_on_and_leaving_and_leaves_chords_theirs() {
        let logits = [(Token::Pitch(60), 2f32.ln()), (Token::Position(3), 0.0), (Token::Bar, 0.0)];
        let pushed = shares(&logits, |sampler, _| {
            let push =
                |id| Push { within: 0.0, between: if id == Token::Bar.id() { 3f32.ln() } else { 0.0 } };
            sampler.steer(1.0, push);
        });
        near(&pushed, &[0.5, 0.125, 0.375]);
    }

    #[test]
    fn heirs_get_the_weight_of_what_is_forbidden() {
        let next = Token::Instrument(score::Instrument(0));
        let logits = [(Token::Position(3), 0.0), (Token::Bar, 0.0), (next, 0.0), (FORBIDDEN, 4f32.ln())];
        let left = |heir: Option<Heir>| {
            shares(&logits, |sampler, all| {
                sampler.inherit(all, |id| heir.filter(|_| id == FORBIDDEN.id()));
            })
        };
        near(&left(Some(Heir::One(next))), &[1.0 / 7.0, 1.0 / 7.0, 5.0 / 7.0, 0.0]);
        near(&left(Some(Heir::Kind(Kind::Leave))), &[1.0 / 7.0, 3.0 / 7.0, 3.0 / 7.0, 0.0]);
        near(&left(Some(Heir::Kind(Kind::Pitch))), &[1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0, 0.0]);
        near(&left(None), &[1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0, 0.0]);
    }

    #[test]
    fn the_seed_alone_decides() {
        let draw = |seed| {
            let mut sampler = sampler(1.5, 0.95, seed);
            (0..50).map(|_| sampler.draw_of(&LOGITS, [0, 1, 2, 4].into_iter()).unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(draw(11), draw(11));
        assert_ne!(draw(11), draw(12));
    }

    #[test]
    fn strange_numbers_neither_panic_nor_win() {
        for bad in [f32::NAN, f32::NEG_INFINITY] {
            let logits = [bad, 0.0, bad];
            (0..100).for_each(|seed| assert_eq!(sampler(1.0, 1.0, seed).draw_of(&logits, 0..3), Some(1)));
        }
        for (temperature, top_p) in [(f32::NAN, f32::NAN), (-1.0, -1.0), (f32::INFINITY, 7.0)] {
            assert!(sampler(temperature, top_p, 1).draw_of(&LOGITS, 0..5).is_some());
        }
        assert!(sampler(1.0, 1.0, 1).draw_of(&[f32::INFINITY; 2], 0..2).is_some());
        assert_eq!(sampler(1.0, 1.0, 1).draw_of(&LOGITS, 0..0), None);
        assert!([Some(5), Some(6)].contains(&sampler(1.0, 1.0, 1).draw_of(&[], 5..7)));
    }
}
