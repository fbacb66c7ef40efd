package org.lungseg.metrics.phase;

import java.util.Arrays;
import java.util.Optional;

/**
 * The size of the body by bones that hardly move with the breath: the width of the rib cage and the
 * section of a vertebra, from slices in the middle of the lungs. NaN where bone is not found.
 */
final class BodySize {

  /** Blocks of bone; partial volume leaves little more of a rib. */
  private static final float RIB_FROM = 150;

  /** A block counts as vertebra from nothing at the first value to wholly at the second. */
  private static final float VERTEBRA_FROM = 130;

  private static final float VERTEBRA_FULL = 330;

  /** Ribs lie within this distance outside the lung, arms further away. */
  private static final double RIB_REACH_MM = 40;

  private static final double RIB_INSIDE_MM = 10;
  private static final double VERTEBRA_HALF_WIDTH_MM = 25;
  private static final double VERTEBRA_FRONT_MM = 75;
  private static final double VERTEBRA_BACK_MM = 10;

  /** The part of the lungs' height that is looked at. */
  private static final double FROM_HEIGHT = 0.40;

  private static final double TO_HEIGHT = 0.80;

  /** Rows this far to the back of the lungs see the spine between the lungs. */
  private static final double POSTERIOR_SHARE = 0.7;

  final double ribCageMm;
  final double spineMm;

  BodySize(CoarseGrid grid, LungExtent extent) {
    if (grid.hounsfield.length == 0 || extent.top <= extent.bottom) {
      ribCageMm = Double.NaN;
      spineMm = Double.NaN;
      return;
    }
    int from = extent.sliceAt(FROM_HEIGHT);
    int to = extent.sliceAt(TO_HEIGHT);
    double[] ribs = new double[to - from + 1];
    double[] vertebrae = new double[to - from + 1];
    int ribCount = 0;
    int vertebraCount = 0;
    for (int z = from; z <= to; z++) {
      int[] box = extent.boxOfSlice[z];
      if (box[1] < box[0]) {
        continue;
      }
      double width = ribCage(grid, z, box);
      if (!Double.isNaN(width)) {
        ribs[ribCount++] = width;
      }
      double area = vertebra(grid, z, box);
      if (area > 0) {
        vertebrae[vertebraCount++] = Math.sqrt(area);
      }
    }
    ribCageMm = LungExtent.percentile(Arrays.copyOf(ribs, ribCount), 75);
    spineMm = LungExtent.percentile(Arrays.copyOf(vertebrae, vertebraCount), 75);
  }

  /** The distance between the outermost bone on both sides of the lungs. */
  private static double ribCage(CoarseGrid grid, int z, int[] box) {
    int reach = (int) Math.round(RIB_REACH_MM / grid.dx);
    int inside = (int) Math.round(RIB_INSIDE_MM / grid.dx);
    int first = Integer.MAX_VALUE;
    int last = -1;
    for (int y = box[2]; y <= box[3]; y++) {
      int row = grid.index(0, y, z);
      for (int x = Math.max(0, box[0] - reach); x <= box[0] + inside && x < grid.nx; x++) {
        if (grid.hounsfield[row + x] >= RIB_FROM) {
          first = Math.min(first, x);
          break;
        }
      }
      for (int x = Math.min(grid.nx - 1, box[1] + reach); x >= box[1] - inside && x >= 0; x--) {
        if (grid.hounsfield[row + x] >= RIB_FROM) {
          last = Math.max(last, x);
          break;
        }
      }
    }
    return last > first ? (last - first + 1) * grid.dx : Double.NaN;
  }

  /** The area of bone between the backs of the lungs; 0 where there is no gap to look into. */
  private static double vertebra(CoarseGrid grid, int z, int[] box) {
    int middle = middleOfGap(grid, z, box);
    if (middle < 0) {
      return 0;
    }
    int half = (int) Math.round(VERTEBRA_HALF_WIDTH_MM / grid.dx);
    int yFrom = Math.max(0, box[3] - (int) Math.round(VERTEBRA_FRONT_MM / grid.dy));
    int yTo = Math.min(grid.ny - 1, box[3] + (int) Math.round(VERTEBRA_BACK_MM / grid.dy));
    double blocks = 0;
    for (int y = yFrom; y <= yTo; y++) {
      int row = grid.index(0, y, z);
      for (int x = Math.max(0, middle - half); x <= Math.min(grid.nx - 1, middle + half); x++) {
        float share = (grid.hounsfield[row + x] - VERTEBRA_FROM) / (VERTEBRA_FULL - VERTEBRA_FROM);
        blocks += Math.max(0, Math.min(1, share));
      }
    }
    return blocks * grid.dx * grid.dy;
  }

  private static int middleOfGap(CoarseGrid grid, int z, int[] box) {
    double sum = 0;
    int rows = 0;
    int y = (int) Math.round(box[2] + POSTERIOR_SHARE * (box[3] - box[2]));
    for (; y <= box[3]; y++) {
      Optional<int[]> gap = LungExtent.gap(grid, y, z, box);
      if (gap.isPresent()) {
        sum += (gap.get()[0] + gap.get()[1]) / 2.0;
        rows++;
      }
    }
    return rows == 0 ? -1 : (int) Math.round(sum / rows);
  }
}
