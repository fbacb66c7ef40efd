package org.lungseg.training.chest;

import static org.lungseg.training.chest.Draw.between;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Collapse with loss of volume: one lung shrinks, what lies around it follows, and what is left is
 * dense; as {@link org.lungseg.training.augment.VolumeLoss}, in three dimensions.
 *
 * @param probability how often a chest gets it
 */
record ChestVolumeLoss(double probability) {

  private static final double MIN_PULL = 0.25;
  private static final double MAX_PULL = 1;

  /** The reach of the pull as a share of the radius of a ball of the lung's volume. */
  private static final double REACH = 1.1;

  private static final double MIN_VOXELS = 50;

  /** Density of healthy lung: the voxels are filled before they are measured. */
  private static final float HEALTHY_HU = -820;

  void apply(ChestSample sample, SplittableRandom random) {
    if (random.nextDouble() >= probability) {
      return;
    }
    ChestGrid grid = sample.grid();
    int label = 1 + random.nextInt(2);
    double[] centre = new double[3];
    double volume = 0;
    float[] lung = sample.lung(label);
    for (int at = 0; at < lung.length; at++) {
      centre[0] += lung[at] * grid.column(at);
      centre[1] += lung[at] * grid.row(at);
      centre[2] += lung[at] * grid.slice(at);
      volume += lung[at];
    }
    if (volume < MIN_VOXELS) {
      return;
    }
    for (int axis = 0; axis < 3; axis++) {
      centre[axis] /= volume;
    }
    double reach = REACH * Math.cbrt(volume * 3 / 4 / Math.PI);
    drawTogether(sample, centre, between(MIN_PULL, MAX_PULL, random), reach);
    float[] everywhere = new float[grid.size()];
    Arrays.fill(everywhere, 1);
    ChestDisease.fill(sample, label, everywhere, between(25, 90, random), 1, HEALTHY_HU);
  }

  private static void drawTogether(ChestSample sample, double[] centre, float pull, double reach) {
    ChestGrid grid = sample.grid();
    float[][] drawn = new float[ChestVolume.CHANNELS][grid.size()];
    for (int at = 0; at < grid.size(); at++) {
      double dx = grid.column(at) - centre[0];
      double dy = grid.row(at) - centre[1];
      double dz = grid.slice(at) - centre[2];
      double scale = 1 + pull * Math.exp(-(dx * dx + dy * dy + dz * dz) / (2 * reach * reach));
      double fromX = within(centre[0] + scale * dx, grid.columns());
      double fromY = within(centre[1] + scale * dy, grid.rows());
      double fromZ = within(centre[2] + scale * dz, grid.slices());
      int first = grid.index((int) fromX, (int) fromY, (int) fromZ);
      float alongX = (float) (fromX - (int) fromX);
      float alongY = (float) (fromY - (int) fromY);
      float alongZ = (float) (fromZ - (int) fromZ);
      for (int channel = 0; channel < drawn.length; channel++) {
        float[] source = sample.channels()[channel];
        float sum = 0;
        for (int corner = 0; corner < 8; corner++) {
          float weight =
              ((corner & 1) == 1 ? alongX : 1 - alongX)
                  * ((corner & 2) != 0 ? alongY : 1 - alongY)
                  * ((corner & 4) != 0 ? alongZ : 1 - alongZ);
          sum += weight * source[first + grid.index(corner & 1, corner >> 1 & 1, corner >> 2)];
        }
        drawn[channel][at] = sum;
      }
    }
    sample.replace(drawn);
  }

  private static double within(double place, int size) {
    return Math.max(0, Math.min(size - 1.001, place));
  }
}
