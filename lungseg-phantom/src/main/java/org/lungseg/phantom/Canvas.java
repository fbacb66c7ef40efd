package org.lungseg.phantom;

import java.util.Arrays;

/**
 * The scan while it is painted: Hounsfield values on a grid whose axes are L, P and S, and the map
 * between voxels and the anatomy's millimetres.
 */
final class Canvas {

  /** The point of the anatomy in the middle of the picture: chest and table fit in around it. */
  private static final double CENTRE_Y_MM = 12;

  private static final double CENTRE_Z_MM = -42;

  private static final float AIR_HU = -1000;

  private final int[] size;
  private final double[] stepMm;
  private final double[] originMm;
  private final double blurMm;
  private final float[] hu;

  Canvas(int[] size, double[] spacingMm, Physique physique) {
    this.size = size;
    double[] scale = {physique.scaleX(), physique.scaleY(), physique.scaleZ()};
    double[] centre = {0, CENTRE_Y_MM, CENTRE_Z_MM};
    stepMm = new double[3];
    originMm = new double[3];
    for (int axis = 0; axis < 3; axis++) {
      stepMm[axis] = spacingMm[axis] / scale[axis];
      originMm[axis] = centre[axis] - stepMm[axis] * (size[axis] - 1) / 2;
    }
    blurMm = (stepMm[0] + stepMm[1] + stepMm[2]) / 3;
    hu = new float[size[0] * size[1] * size[2]];
    Arrays.fill(hu, AIR_HU);
  }

  int size(int axis) {
    return size[axis];
  }

  double x(int i) {
    return originMm[0] + i * stepMm[0];
  }

  double y(int j) {
    return originMm[1] + j * stepMm[1];
  }

  double z(int k) {
    return originMm[2] + k * stepMm[2];
  }

  /** The first index of an axis at or above a coordinate, kept inside 0 to the size. */
  int from(int axis, double coordinateMm) {
    double index = Math.ceil((coordinateMm - originMm[axis]) / stepMm[axis]);
    return (int) Math.max(0, Math.min(size[axis], index));
  }

  int index(int i, int j, int k) {
    return (k * size[1] + j) * size[0] + i;
  }

  /** The Hounsfield values, {@code i} fastest; shared. */
  float[] hu() {
    return hu;
  }

  /** The breadth of a border: a voxel on average. */
  double blurMm() {
    return blurMm;
  }

  /** The share of a voxel inside a surface at a distance, 0 to 1. */
  double coverage(double distanceMm) {
    return Math.max(0, Math.min(1, 0.5 - distanceMm / blurMm));
  }

  /** Mixes a material into a voxel. */
  void mix(int at, double materialHu, double share) {
    hu[at] += (float) ((materialHu - hu[at]) * share);
  }

  /** Paints a shape of one material. */
  void paint(Shape shape, Box box, double materialHu) {
    paint(shape, box, (x, y, z, distanceMm) -> materialHu);
  }

  /** Paints a shape whose material depends on the place and the depth. */
  void paint(Shape shape, Box box, Material material) {
    int fromI = from(0, box.minX());
    int toI = from(0, box.maxX());
    int fromJ = from(1, box.minY());
    int toJ = from(1, box.maxY());
    for (int k = from(2, box.minZ()); k < from(2, box.maxZ()); k++) {
      double z = z(k);
      for (int j = fromJ; j < toJ; j++) {
        double y = y(j);
        int at = index(fromI, j, k);
        for (int i = fromI; i < toI; i++, at++) {
          double distance = shape.distanceMm(x(i), y, z);
          if (distance < blurMm) {
            double share = coverage(distance);
            if (share > 0) {
              mix(at, material.hu(x(i), y, z, distance), share);
            }
          }
        }
      }
    }
  }

  /** What a shape is made of. */
  @FunctionalInterface
  interface Material {
    double hu(double x, double y, double z, double distanceMm);
  }
}
