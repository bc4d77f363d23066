//! Inner loops over f32, each written once and compiled for any CPU, for AVX2 and for AVX-512. Sums have a fixed number of lanes and
//! nothing is fused, so all give the same bits. (Loops, not closures: a closure may end up in a function that is compiled without the wide registers.)

use crate::activation::{Activation, BLOCK};

/// Partial sums that run beside one another.
const LANES: usize = 16;

/// Compiles `$body` again with AVX2 and with AVX-512, and picks by CPU.
macro_rules! compiled_for_each {
    ($(#[$doc:meta])* $name:ident, $avx512:ident, $avx2:ident, $body:ident, ($($arg:ident: $type:ty),*) $(-> $result:ty)?) => {
        $(#[$doc])*
        pub(crate) fn $name($($arg: $type),*) $(-> $result)? {
            #[cfg(target_arch = "x86_64")]
            if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512bw") {
                // SAFETY: the CPU has AVX-512F and AVX-512BW.
                return unsafe { $avx512($($arg),*) };
            } else if is_x86_feature_detected!("avx2") {
                // SAFETY: the CPU has AVX2.
                return unsafe { $avx2($($arg),*) };
            }
            $body($($arg),*)
        }

        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = "avx512f,avx512bw")]
        fn $avx512($($arg: $type),*) $(-> $result)? {
            $body($($arg),*)
        }

        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = "avx2")]
        fn $avx2($($arg: $type),*) $(-> $result)? {
            $body($($arg),*)
        }
    };
}

compiled_for_each! {
    /// Root mean square normalisation (Zhang and Sennrich, 2019) of one row: `out` = `x` * `weight` / rms(`x`).
    rms_norm, rms_norm_avx512, rms_norm_avx2, rms_norm_body, (x: &[f32], weight: &[f32], eps: f32, out: &mut [f32])
}

compiled_for_each! {
    /// Eight bits: `quants[i] * scale` is nearly value i of its block; the largest magnitude becomes 127.
    quantise, quantise_avx512, quantise_avx2, quantise_body, (x: &[[f32; BLOCK]], blocks: &mut [Activation])
}

compiled_for_each! {
    /// `gate` becomes SiLU(`gate`) * `up`, element by element.
    silu_times, silu_times_avx512, silu_times_avx2, silu_times_body, (gate: &mut [f32], up: &[f32])
}

compiled_for_each! {
    /// Attention of the heads that share keys and values, for one query: for each `q` and `out` (heads, head size), `out` = sum of the values
    /// of the first `tokens` tokens, weighted by softmax(q k / sqrt(head size)). `pages` are those of
    /// [`Cache::pages`](crate::cache::Cache::pages); `scores` (heads, pages, 16) is scratch.
    attend, attend_avx512, attend_avx2, attend_body,
    (q: &[f32], pages: &[&[f32]], tokens: usize, scores: &mut [f32], out: &mut [f32])
}

/// Asks for `values` before they are needed. The next page lies elsewhere in memory, where the CPU does not expect it.
#[inline(always)]
fn prefetch(values: Option<&[f32]>) {
    #[cfg(target_arch = "x86_64")]
    if let Some(values) = values {
        for line in values.as_chunks::<LANES>().0 {
            use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
            // SAFETY: SSE is part of x86-64, and a prefetch reads nothing.
            unsafe { _mm_prefetch::<_MM_HINT_T0>(line.as_ptr().cast()) };
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = values;
}

#[inline(always)]
fn rms_norm_body(x: &[f32], weight: &[f32], eps: f32, out: &mut [f32]) {
    let mean_square = dot_body(x, x) / x.len() as f32;
    let scale = 1.0 / (mean_square + eps).sqrt();
    for ((out, x), weight) in out.iter_mut().zip(x).zip(weight) {
        *out = x * scale * weight;
    }
}

#[inline(always)]
fn quantise_body(x: &[[f32; BLOCK]], blocks: &mut [Activation]) {
    /// 1.5 * 2^23: adding it leaves the nearest integer (to even) in the low bits of the mantissa.
    const ROUND: f32 = 12_582_912.0;
    for (x, block) in x.iter().zip(blocks) {
        let mut sizes = [0.0f32; LANES];
        for part in x.as_chunks::<LANES>().0 {
            for lane in 0..LANES {
                let size = part[lane].abs();
                sizes[lane] = if size > sizes[lane] { size } else { sizes[lane] };
            }
        }
        let mut largest = 0.0;
        for size in sizes {
            largest = if size > largest { size } else { largest };
        }
        let inverse = if largest > 0.0 { 127.0 / largest } else { 0.0 };
        let mut sum = 0;
        for (quant, x) in block.quants.iter_mut().zip(x) {
            *quant = (x * inverse + ROUND).to_bits() as i8;
            sum += i32::from(*quant);
        }
        (block.scale, block.correction) = (largest / 127.0, -128 * sum);
    }
}

/// Sum of the products of two slices of one length.
#[inline(always)]
fn dot_body(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0f32; LANES];
    let (a, b) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let rest: f32 = a.remainder().iter().zip(b.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in a.zip(b) {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    add_lanes(sums) + rest
}

#[inline(always)]
fn silu_times_body(gate: &mut [f32], up: &[f32]) {
    for (g, u) in gate.iter_mut().zip(up) {
        *g = *g / (1.0 + exp(-*g)) * u;
    }
}

/// Pages that are asked for ahead.
const AHEAD: usize = 2;

#[inline(always)]
fn attend_body(q: &[f32], pages: &[&[f32]], tokens: usize, scores: &mut [f32], out: &mut [f32]) {
    let Some(half) = pages.first().map(|page| page.len() / 2) else { return };
    let (width, places) = (half / LANES, pages.len() * LANES);
    for (p, page) in pages.iter().enumerate() {
        prefetch(pages.get(p + AHEAD).map(|page| &page[..half]));
        for (q, scores) in q.chunks_exact(width).zip(scores.chunks_exact_mut(places)) {
            scores[p * LANES..(p + 1) * LANES].copy_from_slice(&scores_body(q, &page[..half]));
        }
    }
    let scale = 1.0 / (width as f32).sqrt();
    for scores in scores.chunks_exact_mut(places) {
        softmax_body(&mut scores[..tokens], scale);
    }
    out.fill(0.0);
    for (p, page) in pages.iter().enumerate() {
        prefetch(pages.get(p + AHEAD).map(|page| &page[half..]));
        let held = (tokens - p * LANES).min(LANES);
        for (scores, out) in scores.chunks_exact(places).zip(out.chunks_exact_mut(width)) {
            weigh_body(&scores[p * LANES..][..held], &page[half..], out);
        }
    }
}

/// Products of `q` (head size) with the 16 `keys` (head size, 16) of a page. Every fourth dimension has a sum of its own.
#[inline(always)]
fn scores_body(q: &[f32], keys: &[f32]) -> [f32; LANES] {
    // Named, not an array, because the compiler keeps these in registers for certain.
    let [mut a, mut b, mut c, mut d] = [[0.0f32; LANES]; 4];
    let (fours, rest) = q.as_chunks::<4>();
    let keys = keys.as_chunks::<LANES>().0;
    for (q, keys) in fours.iter().zip(keys.as_chunks::<4>().0) {
        add_scaled(&mut a, q[0], &keys[0]);
        add_scaled(&mut b, q[1], &keys[1]);
        add_scaled(&mut c, q[2], &keys[2]);
        add_scaled(&mut d, q[3], &keys[3]);
    }
    for ((q, key), sum) in rest.iter().zip(&keys[fours.len() * 4..]).zip([&mut a, &mut b, &mut c]) {
        add_scaled(sum, *q, key);
    }
    std::array::from_fn(|lane| (a[lane] + b[lane]) + (c[lane] + d[lane]))
}

/// Adds `factor` times `values` to `sums`.
#[inline(always)]
fn add_scaled(sums: &mut [f32; LANES], factor: f32, values: &[f32; LANES]) {
    for lane in 0..LANES {
        sums[lane] += factor * values[lane];
    }
}

/// `scores` become softmax(`scores` * `scale`).
#[inline(always)]
fn softmax_body(scores: &mut [f32], scale: f32) {
    let mut largest = [f32::NEG_INFINITY; LANES];
    for scores in scores.chunks(LANES) {
        for (largest, score) in largest.iter_mut().zip(scores) {
            *largest = if *score > *largest { *score } else { *largest };
        }
    }
    let largest = largest.into_iter().fold(f32::NEG_INFINITY, f32::max);
    for score in scores.iter_mut() {
        *score = exp((*score - largest) * scale);
    }
    let share = 1.0 / sum_body(scores);
    for score in scores {
        *score *= share;
    }
}

/// Adds `weights[t]` times row t of `values` (16, head size) to `out` (head size), for each t.
#[inline(always)]
fn weigh_body(weights: &[f32], values: &[f32], out: &mut [f32]) {
    let width = out.len();
    let (lanes, tail) = out.as_chunks_mut::<LANES>();
    // Four registers of sums, so that one need not wait for another.
    let (fours, ones) = lanes.as_chunks_mut::<4>();
    let wide = fours.len() * 4;
    for (i, sums) in fours.iter_mut().enumerate() {
        let [mut a, mut b, mut c, mut d] = *sums;
        for (weight, row) in weights.iter().zip(values.chunks_exact(width)) {
            let row = &row.as_chunks::<LANES>().0.as_chunks::<4>().0[i];
            add_scaled(&mut a, *weight, &row[0]);
            add_scaled(&mut b, *weight, &row[1]);
            add_scaled(&mut c, *weight, &row[2]);
            add_scaled(&mut d, *weight, &row[3]);
        }
        *sums = [a, b, c, d];
    }
    for (weight, row) in weights.iter().zip(values.chunks_exact(width)) {
        let (row, rest) = row.as_chunks::<LANES>();
        for (sums, value) in ones.iter_mut().zip(&row[wide..]) {
            add_scaled(sums, *weight, value);
        }
        for (sum, value) in tail.iter_mut().zip(rest) {
            *sum += weight * value;
        }
    }
}

#[inline(always)]
fn sum_body(values: &[f32]) -> f32 {
    let mut sums = [0.0f32; LANES];
    let chunks = values.chunks_exact(LANES);
    let rest: f32 = chunks.remainder().iter().sum();
    for chunk in chunks {
        for lane in 0..LANES {
            sums[lane] += chunk[lane];
        }
    }
    add_lanes(sums) + rest
}

/// Sum of the lanes, by halves.
#[inline(always)]
fn add_lanes(s: [f32; LANES]) -> f32 {
    let eight: [f32; 8] = std::array::from_fn(|i| s[i] + s[i + 8]);
    let four: [f32; 4] = std::array::from_fn(|i| eight[i] + eight[i + 4]);
    (four[0] + four[2]) + (four[1] + four[3])
}

/// e to the `x`, within 2e-7 of it relatively; a branch-free stand-in for libm's that vectorises and is the same on every platform.
/// Range reduction and polynomial after Moshier's Cephes `expf`.
#[inline(always)]
fn exp(x: f32) -> f32 {
    /// 1.5 * 2^23: adding and subtracting it rounds to an integer.
    const ROUND: f32 = 12_582_912.0;
    let x = x.clamp(-87.0, 88.0);
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = x - n * 0.693_359_4 + n * 2.121_944_4e-4; // x - n ln 2, with ln 2 in two parts
    let p = 1.987_569_1e-4;
    let p = p * r + 1.398_199_9e-3;
    let p = p * r + 8.333_452e-3;
    let p = p * r + 4.166_579_6e-2;
    let p = p * r + 1.666_666_5e-1;
    let p = p * r + 0.5;
    // The low bits of `shifted` are n, -126 to 127; the exponent's bias is 127.
    let power_of_two = f32::from_bits((shifted.to_bits() << 23).wrapping_add(127 << 23));
    (p * r * r + r + 1.0) * power_of_two
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wave(len: usize, step: f32) -> Vec<f32> {
        (0..len).map(|i| (i as f32 * step).sin()).collect()
    }

    #[test]
    fn exp_agrees_with_libm_over_the_whole_range() {
        for i in -8700..=8800 {
            let x = i as f32 / 100.0;
            let (got, want) = (f64::from(exp(x)), f64::from(x).exp());
            assert!((got - want).abs() <= want * 2e-7, "exp({x}): {got} against {want}");
        }
        assert!(exp(-1e9) < 1e-37 && exp(1e9) > 1e38 && exp(f32::NEG_INFINITY) < 1e-37);
    }

    #[test]
    fn every_compilation_gives_the_same_bits() {
        for len in [2, 16, 64, 77] {
            let (a, b) = (wave(len, 0.3), wave(len, 0.7));
            let (mut fast, mut plain) = (a.clone(), a.clone());
            silu_times(&mut fast, &b);
            silu_times_body(&mut plain, &b);
            assert_eq!(fast, plain);
            rms_norm(&a, &b, 1e-5, &mut fast);
            rms_norm_body(&a, &b, 1e-5, &mut plain);
            assert_eq!(fast, plain);
        }
        let x = wave(3 * BLOCK, 0.9);
        let x = x.as_chunks().0;
        let mut fast = vec![Activation::default(); 3];
        let mut plain = fast.clone();
        quantise(x, &mut fast);
        quantise_body(x, &mut plain);
        assert_eq!(fast, plain);
        for (x, block) in x.iter().zip(&fast) {
            let near = |(q, x): (&i8, &f32)| (f32::from(*q) * block.scale - x).abs() <= block.scale * 0.501;
            assert!(block.quants.iter().zip(x).all(near));
            assert_eq!(block.correction, -128 * block.quants.iter().map(|&q| i32::from(q)).sum::<i32>());
        }
    }

    #[test]
    fn attention_is_the_softmax_weighted_mean_of_the_values() {
        for (width, heads, tokens) in [(2, 1, 37usize), (16, 2, 16), (24, 3, 5), (64, 2, 37), (80, 1, 50)] {
            let (q, memory) = (wave(heads * width, 1.1), wave(4 * LANES * width * 2, 0.37));
            let pages = memory.chunks_exact(LANES * width * 2).take(tokens.div_ceil(LANES));
            let pages: Vec<&[f32]> = pages.collect();
            let (mut scores, mut out) = (vec![0.0; heads * pages.len() * LANES], vec![0.0; heads * width]);
            attend(&q, &pages, tokens, &mut scores, &mut out);
            let key = |t: usize, i: usize| pages[t / LANES][i * LANES + t % LANES];
            let value = |t: usize, i: usize| pages[t / LANES][(LANES + t % LANES) * width + i];
            for (q, out) in q.chunks_exact(width).zip(out.chunks_exact(width)) {
                let score = |t| -> f64 {
                    let dot: f64 = (0..width).map(|i| f64::from(q[i] * key(t, i))).sum();
                    (dot / (width as f64).sqrt()).exp()
                };
                let total: f64 = (0..tokens).map(score).sum();
                for (i, got) in out.iter().enumerate() {
                    let want: f64 = (0..tokens).map(|t| score(t) / total * f64::from(value(t, i))).sum();
                    assert!((want - f64::from(*got)).abs() < 1e-5, "{want} against {got}");
                }
            }
            let mut plain = vec![0.0; heads * width];
            attend_body(&q, &pages, tokens, &mut scores, &mut plain);
            assert_eq!(out, plain);
        }
    }
}
