package org.lungseg.training.chest;

import java.util.SplittableRandom;

/**
 * The whole way from a labelled CT to a training sample: pose, lost volume, painted disease and
 * tissue, field of view, density and noise. Immutable and safe for many threads.
 *
 * @param grid of the samples
 * @param volumeLoss how often a lung shrinks and turns dense
 * @param disease how often disease is painted
 * @param contrast how often contrast medium is painted
 * @param fat how often fat is painted
 */
public record ChestAugmenter(
    ChestGrid grid, double volumeLoss, double disease, double contrast, double fat) {

  private static final double SLAB = 0.25;
  private static final double CIRCLE = 0.15;
  private static final double CIRCLE_LEAST_MM = 130;
  private static final double CIRCLE_MOST_MM = 175;

  private static final float OFFSET_HU = 8;
  private static final float GAIN = 0.02f;
  private static final double MAX_NOISE_HU = 10;
  private static final double SHADED = 0.15;
  private static final double MAX_SHADE_HU = 25;
  private static final double SHADE_GRAIN_VOXELS = 6;

  /** Makes a training sample. */
  public ChestSample sample(ChestVolume volume, SplittableRandom random) {
    ChestSample sample = new ChestSample(grid);
    ChestPose.random(grid, random).draw(volume, sample);
    new ChestVolumeLoss(volumeLoss).apply(sample, random);
    new ChestDisease(disease).paint(sample, random);
    new ChestTissue(contrast, fat).paint(sample, random);
    cutFieldOfView(sample, random);
    changeAppearance(sample, random);
    return sample;
  }

  /** The chest as it is, the lungs in the middle. */
  public ChestSample plain(ChestVolume volume) {
    ChestSample sample = new ChestSample(grid);
    ChestPose.straight(grid).draw(volume, sample);
    return sample;
  }

  /** A scan that shows a part of the chest, or a round field of view. */
  private void cutFieldOfView(ChestSample sample, SplittableRandom random) {
    if (random.nextDouble() < SLAB) {
      int first = 0;
      int end = grid.slices();
      double ends = random.nextDouble();
      if (ends < 0.5) {
        first = random.nextInt(grid.slices() / 2);
      }
      if (ends > 0.3) {
        end = grid.slices() - random.nextInt(grid.slices() / 2);
      }
      for (int at = 0; at < grid.size(); at++) {
        if (grid.slice(at) < first || grid.slice(at) >= end) {
          sample.cut(at);
        }
      }
    }
    if (random.nextDouble() < CIRCLE) {
      double radius = Draw.between(CIRCLE_LEAST_MM, CIRCLE_MOST_MM, random) / grid.spacingMm();
      double centreX = grid.columns() / 2.0 + Draw.symmetric(3, random);
      double centreY = grid.rows() / 2.0 + Draw.symmetric(3, random);
      for (int at = 0; at < grid.size(); at++) {
        if (Math.hypot(grid.column(at) - centreX, grid.row(at) - centreY) > radius) {
          sample.cut(at);
        }
      }
    }
  }

  /** Scanners that are a little off, noise, and the slow shades of hardened beams. */
  private void changeAppearance(ChestSample sample, SplittableRandom random) {
    float offset = (float) (OFFSET_HU * random.nextGaussian());
    float gain = 1 + GAIN * (float) random.nextGaussian();
    float noiseHu = (float) (MAX_NOISE_HU * random.nextDouble());
    float[] noise = SmoothField.noise(grid, random);
    float shadeHu = random.nextDouble() < SHADED ? (float) (MAX_SHADE_HU * random.nextDouble()) : 0;
    float[] shade = SmoothField.of(grid, SHADE_GRAIN_VOXELS * grid.spacingMm(), random);
    float[] values = sample.hounsfield();
    for (int at = 0; at < values.length; at++) {
      values[at] =
          (values[at] + 1000) * gain - 1000 + offset + noiseHu * noise[at] + shadeHu * shade[at];
    }
  }
}
