//! The kernels of x86-64, each a twin of [`super::scalar`].

use super::{Activation, GROUP, Kernel, LANES, SHARE, Tile};
use std::arch::x86_64::*;

/// Those that this CPU has, the fastest last.
pub(super) fn kernels() -> impl DoubleEndedIterator<Item = Kernel> {
    const ALL: [Kernel; 3] = [
        // SAFETY: offered only where the CPU has AVX2.
        |w, x, out| unsafe { avx2::rows(w, x, out) },
        // SAFETY: offered only where the CPU has AVX2 and AVX-VNNI.
        |w, x, out| unsafe { vnni256::rows(w, x, out) },
        // SAFETY: offered only where the CPU has AVX-512F and AVX-512 VNNI.
        |w, x, out| unsafe { vnni512::rows(w, x, out) },
    ];
    let avx2 = is_x86_feature_detected!("avx2");
    let vnni256 = avx2 && is_x86_feature_detected!("avxvnni");
    let vnni512 = is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512vnni");
    ALL.into_iter().zip([avx2, vnni256, vnni512]).filter(|(_, has)| *has).map(|(kernel, _)| kernel)
}

/// Four neighbouring quants of a block of activations, for every lane.
#[inline(always)]
fn group(x: &Activation, index: usize) -> i32 {
    i32::from_ne_bytes(x.quants.as_chunks::<GROUP>().0[index].map(|q| q as u8))
}

/// Asks for the tile that is read after the next seven: the CPU by itself looks ahead no farther than a page of memory.
#[inline(always)]
fn prefetch(tile: &Tile) {
    const AHEAD: usize = 8;
    let ahead = std::ptr::from_ref(tile).wrapping_add(AHEAD).cast::<i8>();
    for line in 0..size_of::<Tile>() / 64 {
        // SAFETY: SSE is part of x86-64, and a prefetch reads nothing: the address need not be one.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(ahead.wrapping_add(line * 64)) };
    }
}

/// One kernel, compiled with `$features` for registers of `$width` lanes. `$start` is where the products of a block of activations start,
/// `$weights` prepares a register of weights, `$add` adds the products of four.
macro_rules! kernel {
    ($name:ident, $features:literal, $width:literal, $int:ty, $float:ty,
     $load:ident, $zero:ident, $spread:ident, $spread_float:ident, $load_float:ident, $to_float:ident, $mul:ident, $plus:ident, $store:ident,
     $start:expr, $weights:expr, $add:expr) => {
        mod $name {
            use super::*;

            #[target_feature(enable = $features)]
            pub(in super::super) fn rows(tiles: &[Tile], x: &[Activation], out: &mut [[f32; LANES]; SHARE]) {
                match x.len() / tiles.len() {
                    1 => product::<1>(tiles, x, out),
                    2 => product::<2>(tiles, x, out),
                    3 => product::<3>(tiles, x, out),
                    _ => product::<SHARE>(tiles, x, out),
                }
            }

            #[inline]
            #[target_feature(enable = $features)]
            fn product<const M: usize>(tiles: &[Tile], x: &[Activation], out: &mut [[f32; LANES]; SHARE]) {
                const PARTS: usize = LANES / $width;
                assert!(x.len() == M * tiles.len() && M <= SHARE, "whole rows of activations");
                let mut sums = [[$zero(); PARTS]; M];
                for (b, tile) in tiles.iter().enumerate() {
                    prefetch(tile);
                    for part in 0..PARTS {
                        let mut products: [$int; M] =
                            std::array::from_fn(|m| $start(&x[m * tiles.len() + b]));
                        for (g, quants) in tile.quants.iter().enumerate() {
                            let quants = quants.as_chunks::<{ $width * GROUP }>().0;
                            // SAFETY: a register's width of quants lies there.
                            let w = $weights(unsafe { $load(quants[part].as_ptr().cast()) });
                            for m in 0..M {
                                let x = $spread(group(&x[m * tiles.len() + b], g));
                                products[m] = $add(products[m], w, x);
                            }
                        }
                        let scales = tile.scales.as_chunks::<$width>().0;
                        // SAFETY: a register's width of scales lies there.
                        let scales: $float = unsafe { $load_float(scales[part].as_ptr()) };
                        for m in 0..M {
                            let scale = $mul(scales, $spread_float(x[m * tiles.len() + b].scale));
                            sums[m][part] = $plus(sums[m][part], $mul($to_float(products[m]), scale));
                        }
                    }
                }
                for (sums, out) in sums.iter().zip(out) {
                    for (sum, out) in sums.iter().zip(out.as_chunks_mut::<$width>().0) {
                        // SAFETY: a register's width of floats has room there.
                        unsafe { $store(out.as_mut_ptr(), *sum) };
                    }
                }
            }
        }
    };
}

// `|w| * (x with w's sign)` makes the unsigned operand that `maddubs` wants; two products of at most 128 * 127 fit its 16 bits.
kernel! {
    avx2, "avx2", 8, __m256i, __m256,
    _mm256_loadu_si256, _mm256_setzero_ps, _mm256_set1_epi32, _mm256_set1_ps, _mm256_loadu_ps, _mm256_cvtepi32_ps, _mm256_mul_ps, _mm256_add_ps,
    _mm256_storeu_ps,
    |_: &Activation| _mm256_setzero_si256(),
    |w: __m256i| (w, _mm256_abs_epi8(w)),
    |sum: __m256i, (w, size): (__m256i, __m256i), x: __m256i| {
        let pairs = _mm256_maddubs_epi16(size, _mm256_sign_epi8(x, w));
        _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)))
    }
}

// Weights become unsigned by adding 128, which is flipping their sign bit; what that adds to the sum is in the correction.
kernel! {
    vnni256, "avx2,avxvnni", 8, __m256i, __m256,
    _mm256_loadu_si256, _mm256_setzero_ps, _mm256_set1_epi32, _mm256_set1_ps, _mm256_loadu_ps, _mm256_cvtepi32_ps, _mm256_mul_ps, _mm256_add_ps,
    _mm256_storeu_ps,
    |x: &Activation| _mm256_set1_epi32(x.correction),
    |w: __m256i| _mm256_xor_si256(w, _mm256_set1_epi8(-128)),
    |sum: __m256i, w: __m256i, x: __m256i| _mm256_dpbusd_avx_epi32(sum, w, x)
}

kernel! {
    vnni512, "avx512f,avx512vnni", 16, __m512i, __m512,
    _mm512_loadu_si512, _mm512_setzero_ps, _mm512_set1_epi32, _mm512_set1_ps, _mm512_loadu_ps, _mm512_cvtepi32_ps, _mm512_mul_ps, _mm512_add_ps,
    _mm512_storeu_ps,
    |x: &Activation| _mm512_set1_epi32(x.correction),
    |w: __m512i| _mm512_xor_si512(w, _mm512_set1_epi8(-128)),
    |sum: __m512i, w: __m512i, x: __m512i| _mm512_dpbusd_epi32(sum, w, x)
}
