package org.lungseg.api;

import java.util.Arrays;

/**
 * An affine map of three-dimensional space: a 3×4 matrix whose last column is the translation.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class Affine3D {

  private static final int ROWS = 3;
  private static final int COLUMNS = 4;

  private final double[] m;

  private Affine3D(double[] rowMajor) {
    this.m = rowMajor;
  }

  /**
   * Makes a map from its matrix.
   *
   * @param rowMajor twelve numbers, row by row: {@code m00 m01 m02 m03 m10 …}
   * @throws IllegalArgumentException if there are not twelve or one is not finite
   */
  public static Affine3D of(double... rowMajor) {
    if (rowMajor.length != ROWS * COLUMNS) {
      throw new IllegalArgumentException(
          "an affine has 12 numbers (3 rows of 4), got " + rowMajor.length);
    }
    for (double value : rowMajor) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(
            "an affine has finite numbers only, got " + Arrays.toString(rowMajor));
      }
    }
    return new Affine3D(rowMajor.clone());
  }

  /** The map that scales each axis and then shifts: {@code x ↦ scale·x + shift}. */
  public static Affine3D scaling(
      double scaleX, double scaleY, double scaleZ, double shiftX, double shiftY, double shiftZ) {
    return of(scaleX, 0, 0, shiftX, 0, scaleY, 0, shiftY, 0, 0, scaleZ, shiftZ);
  }

  /**
   * The number at a place of the matrix.
   *
   * @param row 0 to 2
   * @param column 0 to 3, where 3 is the translation
   */
  public double get(int row, int column) {
    if (row < 0 || row >= ROWS || column < 0 || column >= COLUMNS) {
      throw new IndexOutOfBoundsException("row " + row + ", column " + column + " of a 3×4 matrix");
    }
    return m[row * COLUMNS + column];
  }

  /** The twelve numbers, row by row, in a new array. */
  public double[] toRowMajor() {
    return m.clone();
  }

  /** The image of a point, in a new array of three. */
  public double[] apply(double x, double y, double z) {
    double[] image = new double[ROWS];
    for (int row = 0; row < ROWS; row++) {
      int at = row * COLUMNS;
      image[row] = m[at] * x + m[at + 1] * y + m[at + 2] * z + m[at + 3];
    }
    return image;
  }

  /** The determinant of the linear part; negative for a map that changes handedness. */
  public double determinant() {
    return m[0] * (m[5] * m[10] - m[6] * m[9])
        - m[1] * (m[4] * m[10] - m[6] * m[8])
        + m[2] * (m[4] * m[9] - m[5] * m[8]);
  }

  /** The map that applies {@code first} and then this one. */
  public Affine3D after(Affine3D first) {
    double[] product = new double[ROWS * COLUMNS];
    for (int row = 0; row < ROWS; row++) {
      for (int column = 0; column < COLUMNS; column++) {
        double sum = column == ROWS ? m[row * COLUMNS + ROWS] : 0;
        for (int inner = 0; inner < ROWS; inner++) {
          sum += m[row * COLUMNS + inner] * first.m[inner * COLUMNS + column];
        }
        product[row * COLUMNS + column] = sum;
      }
    }
    return new Affine3D(product);
  }

  /**
   * The inverse map.
   *
   * @throws IllegalArgumentException if the map is singular
   */
  public Affine3D inverse() {
    double determinant = determinant();
    if (determinant == 0) {
      throw new IllegalArgumentException("the affine " + this + " is singular");
    }
    double[] inverse = new double[ROWS * COLUMNS];
    for (int row = 0; row < ROWS; row++) {
      for (int column = 0; column < ROWS; column++) {
        int r1 = (column + 1) % ROWS;
        int r2 = (column + 2) % ROWS;
        int c1 = (row + 1) % ROWS;
        int c2 = (row + 2) % ROWS;
        inverse[row * COLUMNS + column] =
            (get(r1, c1) * get(r2, c2) - get(r1, c2) * get(r2, c1)) / determinant;
      }
    }
    for (int row = 0; row < ROWS; row++) {
      double shift = 0;
      for (int column = 0; column < ROWS; column++) {
        shift -= inverse[row * COLUMNS + column] * get(column, ROWS);
      }
      inverse[row * COLUMNS + ROWS] = shift;
    }
    return new Affine3D(inverse);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Affine3D that && Arrays.equals(m, that.m);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(m);
  }

  @Override
  public String toString() {
    return Arrays.toString(m);
  }
}
