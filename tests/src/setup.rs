//! How a host runs.

/// How long a host cuts its blocks.
#[derive(Clone, Debug)]
pub enum Blocks {
    Fixed(u32),
    /// Uniform in 1..=`max`, from a seed.
    Random {
        max: u32,
        random: fastrand::Rng,
    },
}

impl Blocks {
    /// Lengths drawn from 1..=`max` by `seed`.
    pub fn random(max: u32, seed: u64) -> Blocks {
        Blocks::Random { max, random: fastrand::Rng::with_seed(seed) }
    }

    /// The longest block that may come.
    pub fn max(&self) -> u32 {
        match self {
            Blocks::Fixed(frames) | Blocks::Random { max: frames, .. } => *frames,
        }
    }

    /// Frames of the next block.
    pub fn draw(&mut self) -> u32 {
        match self {
            Blocks::Fixed(frames) => *frames,
            Blocks::Random { max, random } => random.u32(1..=*max),
        }
    }
}

/// What a host does about transport changes that fall inside a block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Inside {
    /// Ends the block there.
    #[default]
    Cut,
    /// Goes on, and tells of them where the format can; otherwise it ends the block there.
    Told,
    /// Lets its own loop begin anew inside the block and says nothing, for a plugin knows where the loop ends; at other changes it
    /// ends the block.
    WrapsUntold,
}

/// How a host runs.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Samples per second.
    pub rate: f64,
    pub blocks: Blocks,
    pub inside: Inside,
}

impl Default for Setup {
    fn default() -> Setup {
        Setup { rate: 48_000.0, blocks: Blocks::Fixed(512), inside: Inside::Cut }
    }
}
