//! Which of the allowed tokens comes next.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{RngCore, SeedableRng};
use score::Sampling;
use score::grammar::Push;

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

    /// One of the `allowed` ids; `None` when there are none. Logits (vocabulary) that are not numbers count as least likely.
    pub fn sample(&mut self, logits: &[f32], allowed: impl Iterator<Item = u16>) -> Option<u16> {
        self.gather(logits, allowed);
        self.choose()
    }

    /// As [`Sampler::sample`], with every allowed token pushed `strength` times as `push` says.
    pub fn sample_steered(
        &mut self,
        logits: &[f32],
        allowed: impl Iterator<Item = u16>,
        strength: f32,
        push: impl Fn(u16) -> Push,
    ) -> Option<u16> {
        self.gather(logits, allowed);
        let strength = f64::from(strength);
        let mut pushes: Vec<Push> = Vec::with_capacity(self.candidates.len());
        pushes.extend(self.candidates.iter().map(|(id, _)| push(*id)));
        let largest = self.candidates.iter().fold(f64::MIN, |largest, c| largest.max(c.1));
        // Weight of each family before and after.
        let mut weights = [(0.0f64, 0.0f64); Push::FAMILIES];
        for (candidate, push) in self.candidates.iter().zip(&pushes) {
            let family = &mut weights[usize::from(push.family)];
            family.0 += (candidate.1 - largest).exp();
            family.1 += (candidate.1 - largest + strength * f64::from(push.within)).exp();
        }
        for (candidate, push) in self.candidates.iter_mut().zip(&pushes) {
            let (before, after) = weights[usize::from(push.family)];
            // A family whose weight is nothing to speak of stays as it is.
            if before > 0.0 && after > 0.0 {
                candidate.1 += strength * f64::from(push.within + push.between) + (before / after).ln();
            }
        }
        self.choose()
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
        let greedy = self.temperature.is_nan() || self.temperature < 1e-3;
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

#[cfg(test)]
mod tests {
    use super::*;

    fn sampler(temperature: f32, top_p: f32, seed: u64) -> Sampler {
        Sampler::new(Sampling { temperature, top_p, ..Sampling::default() }, seed, 0)
    }

    const LOGITS: [f32; 5] = [0.0, 2.0, 1.0, 9.0, 2.0];

    #[test]
    fn temperature_zero_takes_the_likeliest_allowed_token_and_the_first_of_equals() {
        let mut greedy = sampler(0.0, 0.9, 1);
        assert_eq!(greedy.sample(&LOGITS, 0..5), Some(3));
        assert_eq!(greedy.sample(&LOGITS, [0, 1, 2, 4].into_iter()), Some(1));
    }

    #[test]
    fn only_allowed_tokens_are_drawn_and_as_often_as_their_probability_says() {
        let mut sampler = sampler(1.0, 1.0, 7);
        let mut counts = [0u32; 5];
        (0..20_000)
            .for_each(|_| counts[usize::from(sampler.sample(&LOGITS, [0, 1, 2].into_iter()).unwrap())] += 1);
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
            assert!([1, 4].contains(&narrow.sample(&LOGITS, [0, 1, 2, 4].into_iter()).unwrap()))
        });
        let mut none = sampler(1.0, 0.0, 3);
        (0..100).for_each(|_| assert_eq!(none.sample(&LOGITS, 0..5), Some(3)));
    }

    #[test]
    fn pushes_move_weight_within_a_family_and_leave_the_family_its_weight() {
        // 0 and 1 are one family, 2 and 4 another.
        let push = |id: u16| Push {
            family: u8::from(id > 1),
            within: if id == 0 { 2.0 } else { 0.0 },
            between: 0.0,
        };
        let mut sampler = sampler(1.0, 1.0, 5);
        let mut counts = [0.0; 5];
        for _ in 0..20_000 {
            let id = sampler.sample_steered(&LOGITS, [0, 1, 2, 4].into_iter(), 1.0, push).unwrap();
            counts[usize::from(id)] += 1.0 / 20_000.0;
        }
        let weight = |id: usize| f64::from(LOGITS[id]).exp();
        let total: f64 = [0, 1, 2, 4].map(weight).iter().sum();
        let (first, pushed) = (weight(0) + weight(1), weight(0) * 2f64.exp());
        let expected = first / total * pushed / (pushed + weight(1));
        assert!((counts[0] + counts[1] - first / total).abs() < 0.012, "{counts:?}");
        assert!((counts[0] - expected).abs() < 0.012, "{counts:?}, expected {expected}");
    }

    #[test]
    fn the_seed_alone_decides() {
        let draw = |seed| {
            let mut sampler = sampler(1.5, 0.95, seed);
            (0..50).map(|_| sampler.sample(&LOGITS, [0, 1, 2, 4].into_iter()).unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(draw(11), draw(11));
        assert_ne!(draw(11), draw(12));
    }

    #[test]
    fn strange_numbers_neither_panic_nor_win() {
        for bad in [f32::NAN, f32::NEG_INFINITY] {
            let logits = [bad, 0.0, bad];
            (0..100).for_each(|seed| assert_eq!(sampler(1.0, 1.0, seed).sample(&logits, 0..3), Some(1)));
        }
        for (temperature, top_p) in [(f32::NAN, f32::NAN), (-1.0, -1.0), (f32::INFINITY, 7.0)] {
            assert!(sampler(temperature, top_p, 1).sample(&LOGITS, 0..5).is_some());
        }
        assert!(sampler(1.0, 1.0, 1).sample(&[f32::INFINITY; 2], 0..2).is_some());
        assert_eq!(sampler(1.0, 1.0, 1).sample(&LOGITS, 0..0), None);
        assert!([Some(5), Some(6)].contains(&sampler(1.0, 1.0, 1).sample(&[], 5..7)));
    }
}
