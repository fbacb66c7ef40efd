package org.lungseg.engine.internal.postprocess;

import org.lungseg.api.LungSide;

/**
 * Divides two lungs that touch and that the network gave one label. Seen from the front, two lungs
 * are two heaps of voxels with a valley between them; each slice is cut at its own thinnest column
 * near the valley's. Linear in the voxels.
 */
final class JoinedLungs {

  /** The valley has at most this share of the lower heap's height: lungs touch along an edge. */
  private static final double VALLEY_SHARE = 0.25;

  /** Each heap holds at least this share of all voxels; a bulge of one lung holds less. */
  private static final double HEAP_SHARE = 0.15;

  /** Middles of two lungs are 130 to 150 mm apart in adults, less than this only in infants. */
  private static final double APART_MM = 50;

  /** The junction of the lungs wanders about so far to both sides. */
  private static final double WANDER_MM = 20;

  private JoinedLungs() {}

  /**
   * Divides what is lung, of either label.
   *
   * @return whether there were two lungs; if not, nothing was changed
   */
  static boolean divide(LabelCrop crop) {
    int width = crop.width();
    byte[] labels = crop.labels();
    long[] inColumn = new long[width];
    for (int at = 0; at < labels.length; at++) {
      inColumn[at % width] += labels[at] != 0 ? 1 : 0;
    }
    int valley = valley(inColumn, crop.spacingMm(0));
    if (valley < 0) {
      return false;
    }
    int wander = (int) (WANDER_MM / crop.spacingMm(0));
    int from = Math.max(1, valley - wander);
    int to = Math.min(width - 2, valley + wander);
    int sliceSize = width * crop.height();
    for (int slice = 0; slice < labels.length; slice += sliceSize) {
      int cut = thinnestColumn(labels, slice, sliceSize, width, from, to, valley);
      for (int at = slice; at < slice + sliceSize; at++) {
        if (labels[at] != 0) {
          LungSide side = at % width < cut ? LungSide.RIGHT : LungSide.LEFT;
          labels[at] = (byte) side.labelValue();
        }
      }
    }
    return true;
  }

  /** The column between two heaps, or −1 if there are no two. */
  private static int valley(long[] inColumn, double columnMm) {
    long total = 0;
    double moment = 0;
    for (int w = 0; w < inColumn.length; w++) {
      total += inColumn[w];
      moment += (double) w * inColumn[w];
    }
    int best = -1;
    double bestShare = VALLEY_SHARE;
    long before = 0;
    double momentBefore = 0;
    for (int w = 0; w < inColumn.length; w++) {
      long after = total - before - inColumn[w];
      double momentAfter = moment - momentBefore - (double) w * inColumn[w];
      if (Math.min(before, after) >= HEAP_SHARE * total
          && (momentAfter / after - momentBefore / before) * columnMm >= APART_MM) {
        double lower = Math.min(highest(inColumn, 0, w), highest(inColumn, w, inColumn.length));
        double share = inColumn[w] / lower;
        if (share < bestShare) {
          bestShare = share;
          best = w;
        }
      }
      before += inColumn[w];
      momentBefore += (double) w * inColumn[w];
    }
    return best;
  }

  private static long highest(long[] inColumn, int from, int to) {
    long highest = 0;
    for (int w = from; w < to; w++) {
      highest = Math.max(highest, inColumn[w]);
    }
    return highest;
  }

  /** Of equally thin ones the column nearest to the valley. */
  private static int thinnestColumn(
      byte[] labels, int slice, int sliceSize, int width, int from, int to, int valley) {
    int[] count = new int[to - from + 1];
    for (int row = slice; row < slice + sliceSize; row += width) {
      for (int w = from; w <= to; w++) {
        count[w - from] += labels[row + w] != 0 ? 1 : 0;
      }
    }
    int best = valley;
    for (int w = from; w <= to; w++) {
      int fewer = count[best - from] - count[w - from];
      if (fewer > 0 || (fewer == 0 && Math.abs(w - valley) < Math.abs(best - valley))) {
        best = w;
      }
    }
    return best;
  }
}
