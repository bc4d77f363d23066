//! What a sound is made of over time.

use crate::PictureError;
use crate::canvas::{BAR, Canvas, FAINT, GROUND, Hue, TEXT};
use realfft::RealFftPlanner;
use std::f32::consts::TAU;

/// Samples of one transform.
const WINDOW: usize = 4096;
const WIDTH: u32 = 1200;
const HEIGHT: u32 = 480;
/// What the title takes above, and the frequencies take on the left.
const TOP: u32 = 28;
const LEFT: u32 = 52;
/// Lowest and highest frequency, in Hz; the axis is logarithmic.
const RANGE: (f32, f32) = (30.0, 20_000.0);
/// What is this many decibels below full scale is black.
const DEPTH: f32 = 90.0;

/// The spectrogram of `samples` as PNG bytes: time to the right, frequency upwards by octaves, level as brightness.
///
/// # Errors
/// When the picture cannot be drawn.
pub fn spectrogram(samples: &[f32], rate: u32, title: &str) -> Result<Vec<u8>, PictureError> {
    let mut canvas = Canvas::new(LEFT + WIDTH, TOP + HEIGHT)?;
    let transform = RealFftPlanner::<f32>::new().plan_fft_forward(WINDOW);
    let (mut input, mut output) = (transform.make_input_vec(), transform.make_output_vec());
    let hop = (samples.len() as f32 / WIDTH as f32).max(1.0);
    for x in 0..WIDTH {
        let center = (x as f32 * hop) as usize;
        for (n, value) in input.iter_mut().enumerate() {
            let hann = 0.5 - 0.5 * (TAU * n as f32 / WINDOW as f32).cos();
            let at = (center + n).checked_sub(WINDOW / 2);
            *value = at.and_then(|at| samples.get(at)).map_or(0.0, |sample| sample * hann);
        }
        transform.process(&mut input, &mut output)?;
        for y in 0..HEIGHT {
            let bin = |y: u32| frequency(y as f32) * WINDOW as f32 / rate as f32;
            // All bins that one pixel stands for, at least the nearest.
            let (low, high) = (bin(y + 1).round() as usize, bin(y).round() as usize);
            let bins = output.get(low..=high.max(low)).unwrap_or(&[]);
            let loudest = bins.iter().map(|value| value.norm()).fold(1e-9, f32::max);
            // A full sine of this window gives a quarter of its length.
            let decibels = 20.0 * (loudest / (WINDOW as f32 / 4.0)).log10();
            canvas.dot(LEFT + x, TOP + y, heat(1.0 + decibels / DEPTH));
        }
    }
    canvas.text(title, 8.0, 19.0, 15.0, TEXT);
    for hz in [50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0, 10_000.0] {
        let y = TOP as f32 + height_of(hz);
        canvas.bar([LEFT as f32 - 5.0, y, 5.0, 1.0], BAR, 1.0, 0.0);
        let said = if hz < 1000.0 { format!("{hz} Hz") } else { format!("{} kHz", hz / 1000.0) };
        canvas.text(&said, 4.0, y + 4.0, 11.0, FAINT);
    }
    canvas.png()
}

/// Of a row, counted from the top.
fn frequency(y: f32) -> f32 {
    RANGE.1 * (RANGE.0 / RANGE.1).powf(y / HEIGHT as f32)
}

/// The row of a frequency.
fn height_of(hz: f32) -> f32 {
    (hz / RANGE.1).ln() / (RANGE.0 / RANGE.1).ln() * HEIGHT as f32
}

/// From the ground over blue and orange to white.
fn heat(level: f32) -> Hue {
    const STEPS: [Hue; 5] = [GROUND, [40, 60, 130], [190, 70, 110], [245, 160, 70], [255, 250, 230]];
    let place = level.clamp(0.0, 1.0) * (STEPS.len() - 1) as f32;
    let step = (place as usize).min(STEPS.len() - 2);
    let share = place - step as f32;
    std::array::from_fn(|part| {
        let (from, to) = (f32::from(STEPS[step][part]), f32::from(STEPS[step + 1][part]));
        (from + (to - from) * share) as u8
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sine_is_a_bright_line_at_its_frequency() {
        let sine: Vec<f32> = (0..48_000).map(|n| (TAU * 1000.0 * n as f32 / 48_000.0).sin()).collect();
        let png = spectrogram(&sine, 48_000, "A sine").expect("a picture");
        let picture = tiny_skia::Pixmap::decode_png(&png).expect("a PNG");
        let brightness = |y: f32| {
            let pixel = picture.pixel(LEFT + WIDTH / 2, TOP + y as u32).expect("inside");
            u32::from(pixel.red()) + u32::from(pixel.green()) + u32::from(pixel.blue())
        };
        assert!(brightness(height_of(1000.0)) > 600);
        assert!(brightness(height_of(200.0)) < 150 && brightness(height_of(5000.0)) < 150);
    }
}
