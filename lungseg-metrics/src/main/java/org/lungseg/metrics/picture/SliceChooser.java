package org.lungseg.metrics.picture;

import java.util.Locale;
import org.lungseg.api.Label;
import org.lungseg.api.LabelMask;
import org.lungseg.api.VolumeGeometry;

/**
 * Chooses the slice of each plane that shows the mask best: the one with the largest area of it.
 * Sagittal slices are judged by the structures of the right side alone where there are any, since
 * the best compromise between both lungs is a slice through neither.
 */
final class SliceChooser {

  private static final int AXES = 3;
  private static final int VALUES = 256;

  /** Mask voxels by voxel axis and index. */
  private final long[][] area = new long[AXES][];

  /** The same for structures of the right side. */
  private final long[][] rightArea = new long[AXES][];

  private final VolumeGeometry geometry;

  SliceChooser(LabelMask mask) {
    geometry = mask.geometry();
    for (int axis = 0; axis < AXES; axis++) {
      area[axis] = new long[geometry.size(axis)];
      rightArea[axis] = new long[geometry.size(axis)];
    }
    count(mask.array(), rightSideValues(mask));
  }

  /**
   * The chosen index along the voxel axis that the view's slices are stacked along; the middle one
   * if the mask is empty. Of equally good slices the lowest along the RAS axis wins, so that the
   * choice does not depend on the order in memory.
   */
  int choose(PlaneView view) {
    int axis = geometry.voxelAxisOf(view.normalRasAxis());
    long[] areas = area[axis];
    if (view == PlaneView.SAGITTAL && max(rightArea[axis]) > 0) {
      areas = rightArea[axis];
    }
    int size = areas.length;
    boolean ascending = geometry.rasDirectionOf(axis) > 0;
    int lowestMiddle = (size - 1) / 2;
    int best = ascending ? lowestMiddle : size - 1 - lowestMiddle;
    long bestArea = 0;
    for (int step = 0; step < size; step++) {
      int index = ascending ? step : size - 1 - step;
      if (areas[index] > bestArea) {
        bestArea = areas[index];
        best = index;
      }
    }
    return best;
  }

  private void count(byte[] voxels, boolean[] onRight) {
    int at = 0;
    for (int k = 0; k < geometry.size(2); k++) {
      for (int j = 0; j < geometry.size(1); j++) {
        for (int i = 0; i < geometry.size(0); i++, at++) {
          int value = voxels[at] & 0xff;
          if (value != 0) {
            add(area, i, j, k);
            if (onRight[value]) {
              add(rightArea, i, j, k);
            }
          }
        }
      }
    }
  }

  private static void add(long[][] counts, int i, int j, int k) {
    counts[0][i]++;
    counts[1][j]++;
    counts[2][k]++;
  }

  private static boolean[] rightSideValues(LabelMask mask) {
    boolean[] onRight = new boolean[VALUES];
    for (Label label : mask.labels().labels()) {
      onRight[label.value()] = label.name().toLowerCase(Locale.ROOT).startsWith("right");
    }
    return onRight;
  }

  private static long max(long[] values) {
    long max = 0;
    for (long value : values) {
      max = Math.max(max, value);
    }
    return max;
  }
}
