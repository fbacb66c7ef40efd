package org.lungseg.training.chest;

/**
 * The box around one lung of a sample, in voxels, both ends inside.
 *
 * @param grid of the sample
 * @param label 1 right, 2 left
 * @param low first column, row, slice
 * @param high last column, row, slice
 * @param voxels how many voxels are more lung than not
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record LungBox(ChestGrid grid, int label, int[] low, int[] high, int voxels) {

  private static final float INSIDE = 0.5f;

  static LungBox of(ChestSample sample, int label) {
    ChestGrid grid = sample.grid();
    int[] low = {grid.columns(), grid.rows(), grid.slices()};
    int[] high = {-1, -1, -1};
    int voxels = 0;
    for (int at = 0; at < grid.size(); at++) {
      if (sample.lung(label)[at] > INSIDE) {
        voxels++;
        int[] place = {grid.column(at), grid.row(at), grid.slice(at)};
        for (int axis = 0; axis < 3; axis++) {
          low[axis] = Math.min(low[axis], place[axis]);
          high[axis] = Math.max(high[axis], place[axis]);
        }
      }
    }
    return new LungBox(grid, label, low, high, voxels);
  }
}
