package org.lungseg.engine.internal.chest;

import java.util.Arrays;
import org.lungseg.engine.internal.network.LikelyLung;
import org.lungseg.engine.internal.resample.AxisMap;

/** What a network for the whole chest found in its cubes. */
public final class ChestFinding {

  private final ChestGrid grid;
  private final float[][] logOdds;

  /**
   * Wraps what was found.
   *
   * @param grid the cubes
   * @param logOdds for each label and each cube the logarithm of the label's probability, less that
   *     of background; not copied
   */
  ChestFinding(ChestGrid grid, float[][] logOdds) {
    this.grid = grid;
    this.logOdds = logOdds;
  }

  ChestGrid grid() {
    return grid;
  }

  int labelCount() {
    return logOdds.length;
  }

  /** The log odds of a label against background, {@code [slices, rows, columns]}; shared. */
  float[] logOdds(int label) {
    return logOdds[label];
  }

  /** The cubes that are lung rather than not, as places in the slices of the other network. */
  public LikelyLung likely() {
    LikelyLung likely = new LikelyLung();
    int[][] boxes = new int[grid.slices().count()][];
    for (int slice = 0; slice < boxes.length; slice++) {
      boxes[slice] = box(slice);
    }
    for (int slice = 0; slice < grid.slices().sourceCount(); slice++) {
      int[] box = boxes[(int) Math.round(grid.slices().toSample(slice))];
      if (box.length > 0) {
        likely.add(slice, box[0], box[1], box[2], box[3]);
      }
    }
    return likely;
  }

  /** A box of samples around the likely cubes of a slice of them, or nothing. */
  private int[] box(int slice) {
    int columns = grid.columns().count();
    int[] cubes = {Integer.MAX_VALUE, 0, Integer.MAX_VALUE, 0};
    for (int at = 0; at < grid.sliceSize(); at++) {
      if (isLung(slice * grid.sliceSize() + at)) {
        cubes[0] = Math.min(cubes[0], at / columns);
        cubes[1] = Math.max(cubes[1], at / columns + 1);
        cubes[2] = Math.min(cubes[2], at % columns);
        cubes[3] = Math.max(cubes[3], at % columns + 1);
      }
    }
    if (cubes[1] == 0) {
      return new int[0];
    }
    int[] rows = samples(cubes[0], cubes[1], grid.rows());
    int[] samples = Arrays.copyOf(rows, 4);
    System.arraycopy(samples(cubes[2], cubes[3], grid.columns()), 0, samples, 2, 2);
    // Cubes may lie beyond the grid of the other network altogether.
    return samples[0] < samples[1] && samples[2] < samples[3] ? samples : new int[0];
  }

  private boolean isLung(int cube) {
    double odds = 0;
    for (float[] ofLabel : logOdds) {
      odds += Math.exp(ofLabel[cube]);
    }
    return odds >= 1;
  }

  /** The samples that cubes reach over: the first, and behind the last. */
  private static int[] samples(int fromCube, int toCube, AxisMap axis) {
    double from = axis.toSource(fromCube) - axis.step() / 2;
    double to = axis.toSource(toCube - 1.0) + axis.step() / 2;
    return new int[] {
      (int) Math.max(0, Math.floor(from)), (int) Math.min(axis.sourceCount(), Math.ceil(to) + 1)
    };
  }
}
