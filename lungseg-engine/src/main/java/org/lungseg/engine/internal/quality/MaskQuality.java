package org.lungseg.engine.internal.quality;

import org.lungseg.api.LungSide;
import org.lungseg.api.QualityScore;
import org.lungseg.engine.internal.input.PatientAxes;
import org.lungseg.engine.internal.resample.AxisMap;
import org.lungseg.engine.internal.resample.NetworkGrid;
import org.lungseg.engine.internal.resample.ProbabilityStack;

/**
 * Scores a mask of two lungs by the probabilities it came from.
 *
 * <p>The expected Dice is the soft Dice of mask and probabilities, taken over the samples of the
 * network's grid with the finished mask looked up at each: it needs no constant, and sees an unsure
 * border, unsure regions, and what post-processing changed. What a network misses without being
 * unsure it cannot see; the commonest such case, a lung that is white all over, shows in the
 * balance of the two lungs instead. In twenty lungs of ten patients the smaller one had at least
 * 0.6 of the larger one's volume.
 */
public final class MaskQuality {

  /** A smaller lung of this share of the larger one is not remarkable. */
  private static final double USUAL_SHARE = 0.5;

  private MaskQuality() {}

  /**
   * Scores a mask.
   *
   * @param mask the finished mask in the image's own voxel order, right 1, left 2
   */
  public static QualityScore of(ProbabilityStack probabilities, byte[] mask, PatientAxes axes) {
    NetworkGrid grid = probabilities.grid();
    int[] columns = voxels(grid.columns());
    int[] rows = voxels(grid.rows());
    int[] slices = voxels(grid.slices());
    double probable = 0;
    double both = 0;
    long[] inside = new long[LungSide.values().length + 1];
    for (int z = 0; z < slices.length; z++) {
      float[] slice = probabilities.slice(z);
      for (int y = 0, at = 0; y < rows.length; y++) {
        for (int x = 0; x < columns.length; x++, at++) {
          if (columns[x] < 0 || rows[y] < 0 || slices[z] < 0) {
            continue;
          }
          double p = 0;
          for (int label = 0; label < probabilities.labelCount(); label++) {
            p += slice[label * grid.sliceSize() + at];
          }
          int found = mask[axes.arrayIndex(columns[x], rows[y], slices[z])];
          probable += p;
          inside[found]++;
          both += found == 0 ? 0 : p;
        }
      }
    }
    long right = inside[LungSide.RIGHT.labelValue()];
    long left = inside[LungSide.LEFT.labelValue()];
    // Without any lung in the mask the score is 0, whatever the network thinks.
    double expectedDice = right + left == 0 ? 0 : 2 * both / (probable + right + left);
    double share = (double) Math.min(right, left) / Math.max(1, Math.max(right, left));
    return new QualityScore(Math.min(1, expectedDice), Math.min(1, share / USUAL_SHARE));
  }

  /** The voxel at each sample's centre, or −1 outside the image. */
  private static int[] voxels(AxisMap map) {
    int[] voxels = new int[map.count()];
    for (int sample = 0; sample < voxels.length; sample++) {
      long voxel = Math.round(map.toSource(sample));
      voxels[sample] = voxel < 0 || voxel >= map.sourceCount() ? -1 : (int) voxel;
    }
    return voxels;
  }
}
