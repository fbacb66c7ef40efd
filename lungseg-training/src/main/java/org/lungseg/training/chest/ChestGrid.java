package org.lungseg.training.chest;

/**
 * The voxels of a chest on a grid of cubes: columns from the patient's right to left (fastest),
 * rows from the chest to the back, slices from feet to head.
 *
 * @param columns voxels along a row
 * @param rows rows of a slice
 * @param slices slices
 * @param spacingMm the side of a voxel
 */
public record ChestGrid(int columns, int rows, int slices, double spacingMm) {

  /** How many voxels there are. */
  public int size() {
    return columns * rows * slices;
  }

  int column(int at) {
    return at % columns;
  }

  int row(int at) {
    return at / columns % rows;
  }

  int slice(int at) {
    return at / columns / rows;
  }

  int index(int column, int row, int slice) {
    return (slice * rows + row) * columns + column;
  }
}
