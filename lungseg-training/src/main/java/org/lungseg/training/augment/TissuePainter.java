package org.lungseg.training.augment;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Repaints patches of soft tissue outside the lungs, as fat or as even tissue of any density.
 *
 * <p>Fat: heavy patients have it around the heart, in the mediastinum and behind the kidneys, and
 * the few training patients are mostly lean. Even tissue: {@link DiseasePainter} fills lungs with
 * an even density, and a network that never sees such areas elsewhere takes evenness, rather than
 * shape and place, for diseased lung: smooth reconstructions of shoulders and liver then become
 * lung. What is painted inside the lungs is therefore painted outside as well.
 *
 * @param fatProbability how often a slice gets fat
 * @param evenProbability how often a slice gets even tissue
 */
public record TissuePainter(double fatProbability, double evenProbability) {

  private static final float FAT_HU = -105;
  private static final float FAT_HU_SPREAD = 20;
  private static final float TISSUE_LOW_HU = -60;
  private static final float TISSUE_HIGH_HU = 130;

  /** From water to contrast-filled vessels. */
  private static final float EVEN_LOW_HU = -20;

  private static final float EVEN_HIGH_HU = 220;
  private static final float MAX_GRAIN_HU = 55;

  /** Grey slices: how far from its median soft tissue reaches, and the grain. */
  private static final float GREY_REACH = 0.2f;

  private static final float GREY_SHIFT = 0.08f;
  private static final float GREY_GRAIN = 0.04f;

  /** Grey values below are air or lung in any usual window. */
  private static final float GREY_AIR = 0.25f;

  /**
   * Paints, or leaves the slice as it is. Grey slices get no fat, which has no known value there.
   *
   * @param choices what is painted where; the same for neighbouring slices
   * @param texture the grain, each slice's own
   */
  public void paint(Slice slice, RandomGenerator choices, RandomGenerator texture) {
    RandomGenerator ofFat = new SplittableRandom(choices.nextLong());
    RandomGenerator ofEven = new SplittableRandom(choices.nextLong());
    if (ofFat.nextDouble() < fatProbability && slice.hounsfield()) {
      float fat = FAT_HU + FAT_HU_SPREAD * (2 * ofFat.nextFloat() - 1);
      float grain = 5 + 15 * ofFat.nextFloat();
      fill(slice, new Range(TISSUE_LOW_HU, TISSUE_HIGH_HU), fat, grain, ofFat, texture);
    }
    if (ofEven.nextDouble() >= evenProbability) {
      return;
    }
    float place = ofEven.nextFloat();
    float grain = ofEven.nextFloat();
    if (slice.hounsfield()) {
      float even = EVEN_LOW_HU + (EVEN_HIGH_HU - EVEN_LOW_HU) * place;
      Range tissue = new Range(2 * TISSUE_LOW_HU, 2 * TISSUE_HIGH_HU);
      fill(slice, tissue, even, MAX_GRAIN_HU * grain, ofEven, texture);
    } else {
      float level = greyTissue(slice);
      float even = level + GREY_SHIFT * (2 * place - 1);
      Range tissue = new Range(level - GREY_REACH, level + GREY_REACH);
      fill(slice, tissue, even, GREY_GRAIN * grain, ofEven, texture);
    }
  }

  private record Range(float low, float high) {
    boolean holds(float value) {
      return value > low && value < high;
    }
  }

  private static void fill(
      Slice slice,
      Range tissue,
      float density,
      float grain,
      RandomGenerator choices,
      RandomGenerator texture) {
    int width = slice.width();
    int height = slice.height();
    float[] place = SmoothNoise.field(width, height, 10 + 40 * choices.nextFloat(), choices);
    float threshold = 1.1f * choices.nextFloat() - 0.7f;
    float[] noise = SmoothNoise.grain(width, height, grain, true, texture);
    boolean[] near = near(slice, choices);
    float[] values = slice.values();
    for (int at = 0; at < values.length; at++) {
      if (slice.labels()[at] == 0
          && near[at]
          && place[at] > threshold
          && tissue.holds(values[at])) {
        values[at] = density + noise[at];
      }
    }
  }

  /** Every other time only a coat around the lungs is painted, as around the heart; else all. */
  private static boolean[] near(Slice slice, RandomGenerator choices) {
    boolean[] near = new boolean[slice.labels().length];
    boolean coat = choices.nextBoolean();
    float thickness = 3 + 17 * choices.nextFloat();
    if (!coat || slice.count(1) + slice.count(2) == 0) {
      Arrays.fill(near, true);
      return near;
    }
    boolean[] lung = new boolean[near.length];
    for (int at = 0; at < near.length; at++) {
      lung[at] = slice.labels()[at] != 0;
    }
    float[] distance = DistanceField.to(lung, slice.width(), slice.height());
    for (int at = 0; at < near.length; at++) {
      near[at] = distance[at] < thickness;
    }
    return near;
  }

  /** The median of what is neither air nor labelled. */
  private static float greyTissue(Slice slice) {
    float[] chosen = new float[slice.values().length];
    int count = 0;
    for (int at = 0; at < chosen.length; at++) {
      if (slice.labels()[at] == 0 && slice.values()[at] > GREY_AIR) {
        chosen[count++] = slice.values()[at];
      }
    }
    Arrays.sort(chosen, 0, count);
    return count == 0 ? 1 : chosen[count / 2];
  }
}
