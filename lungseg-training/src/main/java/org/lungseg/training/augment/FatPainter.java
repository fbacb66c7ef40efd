package org.lungseg.training.augment;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Turns patches of soft tissue outside the lungs into fat, as heavy patients have it around the
 * heart, in the mediastinum and behind the kidneys. The few training patients are mostly lean, and
 * a network that knows dense disease only from painting takes a homogeneous area between the
 * densities of lung and muscle for diseased lung.
 *
 * @param probability how often a slice gets fat
 */
public record FatPainter(double probability) {

  private static final float FAT_HU = -105;
  private static final float FAT_HU_SPREAD = 20;
  private static final float TISSUE_LOW_HU = -60;
  private static final float TISSUE_HIGH_HU = 130;

  /** Paints, or leaves the slice as it is. Grey slices are left: their fat has no known value. */
  public void paint(Slice slice, RandomGenerator random) {
    if (!slice.hounsfield() || random.nextDouble() >= probability) {
      return;
    }
    int width = slice.width();
    int height = slice.height();
    float grain = 10 + 40 * random.nextFloat();
    float[] place = SmoothNoise.field(width, height, grain, random);
    float threshold = 1.1f * random.nextFloat() - 0.7f;
    float fat = FAT_HU + FAT_HU_SPREAD * (2 * random.nextFloat() - 1);
    float[] texture = SmoothNoise.grain(width, height, 5 + 15 * random.nextFloat(), true, random);
    boolean[] nearLung = nearLung(slice, random);
    float[] values = slice.values();
    for (int at = 0; at < values.length; at++) {
      boolean tissue = values[at] > TISSUE_LOW_HU && values[at] < TISSUE_HIGH_HU;
      if (tissue && slice.labels()[at] == 0 && place[at] > threshold && nearLung[at]) {
        values[at] = fat + texture[at];
      }
    }
  }

  /** Every other time only a coat around the lungs gets fat, as around the heart; else all. */
  private static boolean[] nearLung(Slice slice, RandomGenerator random) {
    boolean[] near = new boolean[slice.labels().length];
    boolean coat = random.nextBoolean() && slice.count(1) + slice.count(2) > 0;
    if (!coat) {
      Arrays.fill(near, true);
      return near;
    }
    boolean[] lung = new boolean[near.length];
    for (int at = 0; at < near.length; at++) {
      lung[at] = slice.labels()[at] != 0;
    }
    float[] distance = DistanceField.to(lung, slice.width(), slice.height());
    float thickness = 3 + 17 * random.nextFloat();
    for (int at = 0; at < near.length; at++) {
      near[at] = distance[at] < thickness;
    }
    return near;
  }
}
