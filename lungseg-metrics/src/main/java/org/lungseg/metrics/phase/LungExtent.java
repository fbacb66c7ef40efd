package org.lungseg.metrics.phase;

import java.util.Arrays;
import java.util.Optional;

/**
 * The size of the lungs, the dome of the diaphragm and the mediastinum, from the mask alone. Slices
 * are those of a {@link CoarseGrid}; all lengths are NaN where there is no lung.
 */
final class LungExtent {

  /** A slice belongs to the lungs' height from this share of the largest slice on. */
  private static final double SLICE_SHARE = 0.01;

  /** A lung that ends with more than this share of its largest slice is cut by the scan. */
  private static final double CUT_SHARE = 0.04;

  /** Columns that reach over this share of the lung's height stand on the diaphragm. */
  private static final double COLUMN_SHARE = 0.35;

  /** A block is lung from this share on. */
  private static final float HALF = 0.5f;

  /** The slice of the middle depth, above the diaphragm and below the shoulders. */
  private static final double MID_HEIGHT = 0.6;

  /** The part of the lungs' height whose mediastinum is measured. */
  private static final double MEDIASTINUM_FROM = 0.3;

  private static final double MEDIASTINUM_TO = 0.8;

  /** In a slice with fewer rows of both lungs the mediastinum is not measured. */
  private static final int FEWEST_ROWS = 6;

  /** The first and the last slice of lung; the last is before the first without lung. */
  final int bottom;

  final int top;
  final double heightMm;
  final double widthMm;
  final double depthMm;
  final double midDepthMm;
  final double domePerWidth;
  final double domeToTopMm;
  final double mediastinumPerWidth;
  final boolean cut;

  /** For each slice the outermost blocks of lung: least and greatest {@code x}, then {@code y}. */
  final int[][] boxOfSlice;

  LungExtent(CoarseGrid grid) {
    double[] area = new double[grid.nz];
    boxOfSlice = new int[grid.nz][];
    for (int z = 0; z < grid.nz; z++) {
      boxOfSlice[z] = measureSlice(grid, z, area);
    }
    double largest = Arrays.stream(area).max().orElse(0);
    int first = 0;
    int last = grid.nz - 1;
    while (first <= last && area[first] <= SLICE_SHARE * largest) {
      first++;
    }
    while (last >= first && area[last] <= SLICE_SHARE * largest) {
      last--;
    }
    bottom = first;
    top = last;
    cut = largest > 0 && (area[0] > CUT_SHARE * largest || area[grid.nz - 1] > CUT_SHARE * largest);
    heightMm = largest > 0 ? (last - first + 1) * grid.dz : Double.NaN;
    widthMm = percentile(spans(0), 95) * grid.dx;
    depthMm = percentile(spans(2), 95) * grid.dy;
    midDepthMm = largest > 0 ? midDepthMm(grid) : Double.NaN;
    double[] base = base(grid, sum(grid.right) >= sum(grid.left) / 4 ? grid.right : grid.left);
    double domeMm = percentile(base, 90);
    domePerWidth = (domeMm - percentile(base, 5)) / Math.sqrt(base.length * grid.dx * grid.dy);
    domeToTopMm = (top + 1) * grid.dz - domeMm;
    mediastinumPerWidth = mediastinumPerWidth(grid);
  }

  /** The blocks where the right lung ends and the left starts in a row, if both are there. */
  static Optional<int[]> gap(CoarseGrid grid, int y, int z, int[] box) {
    int endOfRight = -1;
    int startOfLeft = Integer.MAX_VALUE;
    for (int x = box[0]; x <= box[1]; x++) {
      int at = grid.index(x, y, z);
      if (grid.right[at] >= HALF) {
        endOfRight = x;
      } else if (grid.left[at] >= HALF && startOfLeft == Integer.MAX_VALUE) {
        startOfLeft = x;
      }
    }
    return endOfRight >= 0 && startOfLeft < Integer.MAX_VALUE && startOfLeft > endOfRight
        ? Optional.of(new int[] {endOfRight, startOfLeft})
        : Optional.empty();
  }

  /** The slice at a share of the lungs' height, 0 at the bottom. */
  int sliceAt(double share) {
    return (int) Math.round(bottom + share * (top - bottom));
  }

  private double[] spans(int firstOfBox) {
    return Arrays.stream(boxOfSlice)
        .filter(box -> box[1] >= box[0])
        .mapToDouble(box -> box[firstOfBox + 1] - box[firstOfBox] + 1)
        .toArray();
  }

  private static int[] measureSlice(CoarseGrid grid, int z, double[] area) {
    int[] box = {grid.nx, -1, grid.ny, -1};
    for (int y = 0; y < grid.ny; y++) {
      for (int x = 0, at = grid.index(0, y, z); x < grid.nx; x++, at++) {
        float share = grid.lung(at);
        area[z] += share;
        if (share >= HALF) {
          box[0] = Math.min(box[0], x);
          box[1] = Math.max(box[1], x);
          box[2] = Math.min(box[2], y);
          box[3] = Math.max(box[3], y);
        }
      }
    }
    return box;
  }

  private double midDepthMm(CoarseGrid grid) {
    int[] box = boxOfSlice[sliceAt(MID_HEIGHT)];
    return box[3] < box[2] ? Double.NaN : (box[3] - box[2] + 1) * grid.dy;
  }

  /** The mean gap between the lungs over their whole width, as the median over slices. */
  private double mediastinumPerWidth(CoarseGrid grid) {
    double[] shares = new double[grid.nz];
    int count = 0;
    for (int z = sliceAt(MEDIASTINUM_FROM); z <= sliceAt(MEDIASTINUM_TO) && top > bottom; z++) {
      int[] box = boxOfSlice[z];
      double blocks = 0;
      int rows = 0;
      for (int y = box[2]; y <= box[3]; y++) {
        Optional<int[]> gap = gap(grid, y, z, box);
        if (gap.isPresent()) {
          blocks += gap.get()[1] - gap.get()[0] - 1;
          rows++;
        }
      }
      if (rows >= FEWEST_ROWS) {
        shares[count++] = blocks / rows / (box[1] - box[0] + 1);
      }
    }
    return percentile(Arrays.copyOf(shares, count), 50);
  }

  /**
   * The height of the lung's base under each column that stands on the diaphragm. The dome is high
   * among them, the edge low: the dome descends and flattens with inspiration.
   */
  private static double[] base(CoarseGrid grid, float[] lung) {
    int columns = grid.nx * grid.ny;
    int[] lowest = new int[columns];
    int[] highest = new int[columns];
    Arrays.fill(lowest, grid.nz);
    Arrays.fill(highest, -1);
    int from = grid.nz;
    int to = -1;
    for (int z = 0, at = 0; z < grid.nz; z++) {
      for (int column = 0; column < columns; column++, at++) {
        if (lung[at] >= HALF) {
          lowest[column] = Math.min(lowest[column], z);
          highest[column] = z;
          from = Math.min(from, z);
          to = z;
        }
      }
    }
    int least = (int) Math.ceil(COLUMN_SHARE * (to - from + 1));
    double[] base = new double[columns];
    int count = 0;
    for (int column = 0; column < columns; column++) {
      if (highest[column] >= 0 && highest[column] - lowest[column] + 1 >= least) {
        base[count++] = lowest[column] * grid.dz;
      }
    }
    return Arrays.copyOf(base, count);
  }

  /** The percentile of some numbers, NaN of none. */
  static double percentile(double[] values, double percent) {
    if (values.length == 0) {
      return Double.NaN;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double place = percent / 100 * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }
}
