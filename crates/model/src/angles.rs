//! The angles of rotary position embeddings (Su et al., "RoFormer", 2021).

/// Cosines and sines of every position, (context, head size / 2) each.
#[derive(Debug)]
pub(crate) struct Angles {
    pub half: usize,
    cos: Vec<f32>,
    sin: Vec<f32>,
}

impl Angles {
    pub(crate) fn new(head_dim: usize, context: usize, theta: f32) -> Angles {
        let frequency = |i: usize| 1.0 / theta.powf(i as f32 / head_dim as f32);
        let frequencies: Vec<f32> = (0..head_dim).step_by(2).map(frequency).collect();
        let angles: Vec<f32> =
            (0..context).flat_map(|p| frequencies.iter().map(move |f| p as f32 * f)).collect();
        let cos = angles.iter().map(|a| a.cos()).collect();
        let sin = angles.iter().map(|a| a.sin()).collect();
        Angles { half: head_dim / 2, cos, sin }
    }

    /// Cosines and sines of `position`, (head size / 2) each.
    pub(crate) fn at(&self, position: usize) -> (&[f32], &[f32]) {
        let part = position * self.half..(position + 1) * self.half;
        (&self.cos[part.clone()], &self.sin[part])
    }
}
