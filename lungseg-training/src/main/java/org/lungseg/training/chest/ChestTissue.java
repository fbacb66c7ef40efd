package org.lungseg.training.chest;

import static org.lungseg.training.chest.Draw.between;
import static org.lungseg.training.chest.Draw.ramp;

import java.util.SplittableRandom;

/**
 * Changes the tissue around the lungs: organs of other densities, contrast medium, more fat or
 * less. A network should learn that evenness and density alone make no lung.
 *
 * @param contrastProbability how often contrast medium shows
 * @param fatProbability how often fat is added
 */
record ChestTissue(double contrastProbability, double fatProbability) {

  private static final double LEAN = 0.3;
  private static final float FAT_HU = -110;
  private static final float LEAN_HU = 20;
  private static final float LEAN_BELOW_HU = -20;

  /** Below this it is lung, airway or air. */
  private static final float LEAST_HU = -180;

  void paint(ChestSample sample, SplittableRandom random) {
    ChestGrid grid = sample.grid();
    float shiftHu = between(0, 25, random);
    float[] shift = SmoothField.of(grid, between(40, 100, random), random);
    boolean contrast = random.nextDouble() < contrastProbability;
    float contrastHu = between(40, 200, random);
    float contrastAbove = between(-0.2, 0.6, random);
    float[] contrastField = SmoothField.of(grid, between(30, 70, random), random);
    boolean fat = random.nextDouble() < fatProbability;
    float fatAbove = between(0.1, 0.8, random);
    float[] fatField = SmoothField.of(grid, between(15, 60, random), random);
    boolean lean = random.nextDouble() < LEAN;
    float leanAbove = between(-0.5, 0.5, random);
    float[] leanField = SmoothField.of(grid, between(40, 100, random), random);
    float leanShare = between(0.5, 1, random);
    float[] values = sample.hounsfield();
    for (int at = 0; at < values.length; at++) {
      float lung = Math.min(1, sample.paintable()[at]);
      float value = values[at];
      if (lung >= 1 || value < LEAST_HU) {
        continue;
      }
      float soft = ramp(value, -50, 60);
      float bone = ramp(value, 250, 100);
      float change = shiftHu * shift[at] * soft;
      if (contrast) {
        change += contrastHu * ramp(contrastField[at], contrastAbove, 0.3f) * soft * (1 - bone);
      }
      if (fat) {
        change += (FAT_HU - value) * ramp(fatField[at], fatAbove, 0.2f) * soft * (1 - bone);
      }
      if (lean && value < LEAN_BELOW_HU) {
        change += (LEAN_HU - value) * leanShare * ramp(leanField[at], leanAbove, 0.3f);
      }
      values[at] = value + (1 - lung) * change;
    }
  }
}
