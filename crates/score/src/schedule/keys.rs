//! Keys of channels.

/// A set of keys of all sixteen channels.
#[derive(Clone, Debug, Default)]
pub struct Keys([[u64; 2]; 16]);

impl Keys {
    /// Whether key 0..=127 of channel 0..=15 is in it.
    pub fn has(&self, channel: u8, key: u8) -> bool {
        self.0[usize::from(channel & 15)][usize::from(key >> 6 & 1)] >> (key & 63) & 1 == 1
    }

    /// Puts a key in, or takes it out.
    pub fn set(&mut self, channel: u8, key: u8, on: bool) {
        let keys = &mut self.0[usize::from(channel & 15)][usize::from(key >> 6 & 1)];
        *keys = *keys & !(1 << (key & 63)) | u64::from(on) << (key & 63);
    }

    /// Whether any key of a channel is in it.
    pub fn any(&self, channel: u8) -> bool {
        self.0[usize::from(channel & 15)] != [0, 0]
    }

    /// How many are in it.
    pub fn len(&self) -> usize {
        self.0.iter().flatten().map(|keys| keys.count_ones() as usize).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.0.iter().flatten().all(|keys| *keys == 0)
    }
}
