package org.lungseg.training.chest;

import java.util.SplittableRandom;

/**
 * How a chest lies on the grid of a sample: turned, larger or smaller, in other proportions,
 * shifted and slowly bent. There are few patients to learn shapes from; this makes more of them.
 * Left and right are never swapped.
 */
final class ChestPose {

  private static final double[] MAX_ROTATION_DEGREES = {9, 7, 10};
  private static final double MAX_LOG_SCALE = 0.2;
  private static final double[] MAX_LOG_STRETCH = {0.1, 0.1, 0.14};
  private static final double[] MAX_SHIFT_MM = {22, 22, 45};

  /** A slow bend, of the size of lobes, and a quicker one, of the size of vertebrae. */
  private static final double MAX_BEND_MM = 16;

  private static final double BEND_GRAIN_LOW_MM = 70;
  private static final double BEND_GRAIN_HIGH_MM = 120;
  private static final double MAX_FINE_BEND_MM = 5;
  private static final double FINE_BEND_GRAIN_MM = 35;

  private final double[][] rotation;
  private final double[] scale = new double[3];
  private final double[] shiftMm = new double[3];
  private final double bendMm;
  private final double fineBendMm;
  private final float[][] bend = new float[3][];
  private final float[][] fineBend = new float[3][];

  private ChestPose(ChestGrid grid, double extent, SplittableRandom random) {
    double[] angle = new double[3];
    for (int axis = 0; axis < 3; axis++) {
      angle[axis] = Math.toRadians(Draw.symmetric(MAX_ROTATION_DEGREES[axis] * extent, random));
    }
    rotation = product(product(turn(0, angle[0]), turn(1, angle[1])), turn(2, angle[2]));
    double common = Math.exp(Draw.symmetric(MAX_LOG_SCALE * extent, random));
    for (int axis = 0; axis < 3; axis++) {
      scale[axis] = common * Math.exp(Draw.symmetric(MAX_LOG_STRETCH[axis] * extent, random));
    }
    for (int axis = 0; axis < 3; axis++) {
      shiftMm[axis] = Draw.symmetric(MAX_SHIFT_MM[axis] * extent, random);
    }
    bendMm = extent * random.nextDouble() * MAX_BEND_MM;
    fineBendMm = extent * MAX_FINE_BEND_MM * random.nextDouble();
    for (int axis = 0; axis < 3; axis++) {
      SplittableRandom own = new SplittableRandom(random.nextLong());
      double grainMm = Draw.between(BEND_GRAIN_LOW_MM, BEND_GRAIN_HIGH_MM, own);
      bend[axis] = SmoothField.of(grid, grainMm, random);
      fineBend[axis] = SmoothField.of(grid, FINE_BEND_GRAIN_MM, random);
    }
  }

  static ChestPose random(ChestGrid grid, SplittableRandom random) {
    return new ChestPose(grid, 1, random);
  }

  /** As the patient lies, the lungs in the middle of the grid. */
  static ChestPose straight(ChestGrid grid) {
    return new ChestPose(grid, 0, new SplittableRandom(0));
  }

  /** Draws a chest onto a sample. */
  void draw(ChestVolume volume, ChestSample sample) {
    ChestGrid grid = sample.grid();
    double mm = grid.spacingMm();
    double[] from = new double[3];
    double[] place = new double[3];
    float[] value = new float[ChestVolume.CHANNELS];
    for (int at = 0; at < grid.size(); at++) {
      from[0] = (grid.column(at) + 0.5 - grid.columns() / 2.0) * mm;
      from[1] = (grid.row(at) + 0.5 - grid.rows() / 2.0) * mm;
      from[2] = (grid.slice(at) + 0.5 - grid.slices() / 2.0) * mm;
      for (int axis = 0; axis < 3; axis++) {
        from[axis] += shiftMm[axis] + bendMm * bend[axis][at] + fineBendMm * fineBend[axis][at];
      }
      for (int axis = 0; axis < 3; axis++) {
        double[] row = rotation[axis];
        double turned = row[0] * from[0] + row[1] * from[1] + row[2] * from[2];
        place[axis] = turned / scale[axis] + volume.centreMm(axis);
      }
      volume.read(place[0], place[1], place[2], value);
      for (int channel = 0; channel < value.length; channel++) {
        sample.channels()[channel][at] = value[channel];
      }
    }
  }

  /** A rotation about an axis. */
  private static double[][] turn(int axis, double angle) {
    double[][] matrix = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    int first = (axis + 1) % 3;
    int second = (axis + 2) % 3;
    matrix[first][first] = Math.cos(angle);
    matrix[second][second] = Math.cos(angle);
    matrix[first][second] = -Math.sin(angle);
    matrix[second][first] = Math.sin(angle);
    return matrix;
  }

  private static double[][] product(double[][] a, double[][] b) {
    double[][] product = new double[3][3];
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        for (int at = 0; at < 3; at++) {
          product[row][column] += a[row][at] * b[at][column];
        }
      }
    }
    return product;
  }
}
