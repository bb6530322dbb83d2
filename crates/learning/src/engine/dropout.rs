//! Dropout masks that depend on the key, the layer, the sample and the unit, never on threads or on how a batch is cut up.

use crate::engine::DropoutKey;
use crate::rng::mix;

/// The masks of one layer in one step.
#[derive(Clone, Copy)]
pub(super) struct Mask {
    key: u64,
    /// A unit is dropped when its 16 random bits are below this.
    threshold: u16,
    /// What the kept outputs are multiplied by.
    pub(super) scale: f32,
    /// Whether all samples share one mask.
    shared: bool,
}

/// Units that one 64-bit random number decides about.
const UNITS_PER_WORD: usize = 4;

impl Mask {
    /// A mask of its own for each sample. The rate is rounded to a multiple of 2⁻¹⁶.
    pub(super) fn per_sample(key: DropoutKey, layer: usize, rate: f32) -> Self {
        let key = mix(mix(key.seed) ^ key.step.wrapping_mul(0xd134_2543_de82_ef95) ^ mix(layer as u64 + 1));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 ≤ rate < 1 is validated")]
        let threshold = (rate * 65_536.0).min(65_535.0) as u16;
        Self { key, threshold, scale: 1.0 / (1.0 - rate), shared: false }
    }

    /// One mask for all samples.
    pub(super) fn shared(key: DropoutKey, layer: usize, rate: f32) -> Self {
        Self { shared: true, ..Self::per_sample(key, layer, rate) }
    }

    /// Drops and scales the outputs `first..first + values.len()` of one sample.
    pub(super) fn apply(self, sample: usize, first: usize, values: &mut [f32]) {
        let sample = if self.shared { 0 } else { sample as u64 + 1 };
        let base = self.key ^ sample.wrapping_mul(0xa076_1d64_78bd_642f);
        let mut word = 0;
        for (i, value) in values.iter_mut().enumerate() {
            let unit = first + i;
            if i == 0 || unit.is_multiple_of(UNITS_PER_WORD) {
                word = mix(base ^ mix((unit / UNITS_PER_WORD) as u64));
            }
            let bits = (word >> (16 * (unit % UNITS_PER_WORD))) & 0xffff;
            *value = if bits < u64::from(self.threshold) { 0.0 } else { *value * self.scale };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: DropoutKey = DropoutKey { seed: 3, step: 1 };

    #[test]
    fn the_rate_is_met_and_the_mean_kept() {
        let mut values = vec![1.0; 100_000];
        Mask::per_sample(KEY, 0, 0.3).apply(0, 0, &mut values);
        let dropped = values.iter().filter(|&&value| value == 0.0).count();
        assert!((29_000..31_000).contains(&dropped), "{dropped}");
        let mean: f32 = values.iter().sum::<f32>() / 100_000.0;
        assert!((mean - 1.0).abs() < 0.02, "{mean}");
    }

    #[test]
    fn a_mask_is_the_same_whole_or_in_parts() {
        let mask = Mask::per_sample(KEY, 1, 0.5);
        let mut whole = vec![1.0; 64];
        mask.apply(5, 0, &mut whole);
        let mut parts = vec![1.0; 64];
        let (left, right) = parts.split_at_mut(22);
        mask.apply(5, 0, left);
        mask.apply(5, 22, right);
        assert_eq!(whole, parts);
    }

    #[test]
    fn samples_layers_and_steps_have_masks_of_their_own_unless_shared() {
        let draw = |mask: Mask, sample| {
            let mut values = vec![1.0; 64];
            mask.apply(sample, 0, &mut values);
            values
        };
        let mask = Mask::per_sample(KEY, 1, 0.5);
        assert_ne!(draw(mask, 0), draw(mask, 1));
        assert_ne!(draw(mask, 0), draw(Mask::per_sample(KEY, 2, 0.5), 0));
        assert_ne!(draw(mask, 0), draw(Mask::per_sample(DropoutKey { step: 2, ..KEY }, 1, 0.5), 0));
        let shared = Mask::shared(KEY, 1, 0.5);
        assert_eq!(draw(shared, 0), draw(shared, 1));
    }
}
