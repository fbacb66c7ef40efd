package org.lungseg.phantom;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A tree of vessels that supplies the whole of a lung: points spread over it are halved again and
 * again, and each half gets a branch towards its centre. Radii follow Murray's law (Proc. Natl.
 * Acad. Sci. 12:207, 1926): {@code n} supplied points need a radius proportional to about the cube
 * root of {@code n}.
 */
final class VesselTree {

  /** Radius of a vessel that supplies one point. */
  private static final double TIP_RADIUS_MM = 0.43;

  private static final double MURRAY_EXPONENT = 0.335;

  /** How far a branch goes towards the centre of what it supplies before it forks. */
  private static final double REACH_MIN = 0.36;

  private static final double REACH_MAX = 0.56;

  private static final int POWER_STEPS = 4;

  /** A piece of a vessel. */
  record Segment(
      double ax,
      double ay,
      double az,
      double aRadius,
      double bx,
      double by,
      double bz,
      double bRadius) {}

  private final double[][] points;
  private final SplittableRandom random;
  private final List<Segment> segments = new ArrayList<>();

  private VesselTree(double[][] points, SplittableRandom random) {
    this.points = points;
    this.random = random;
  }

  /**
   * Grows a tree.
   *
   * @param points the places to supply, x, y, z each; reordered
   */
  static List<Segment> grow(double[] root, double[][] points, SplittableRandom random) {
    VesselTree tree = new VesselTree(points, random);
    if (points.length > 0) {
      tree.branch(root, 0, points.length);
    }
    return tree.segments;
  }

  private void branch(double[] start, int from, int to) {
    int count = to - from;
    if (count == 1) {
      add(start, points[from], 1, 1);
      return;
    }
    double[] axis = longestAxis(from, to);
    int low = from + 1 + (count - 2) / 3;
    int high = from + count - 1 - (count - 2) / 3;
    int cut = low >= high ? from + count / 2 : low + random.nextInt(high - low + 1);
    select(from, to, Math.max(from + 1, Math.min(to - 1, cut)), axis);
    int middle = Math.max(from + 1, Math.min(to - 1, cut));
    child(start, count, from, middle);
    child(start, count, middle, to);
  }

  private void child(double[] start, int parentCount, int from, int to) {
    double[] centre = centre(from, to);
    double reach = REACH_MIN + (REACH_MAX - REACH_MIN) * random.nextDouble();
    double[] end = new double[3];
    double length = 0;
    for (int axis = 0; axis < 3; axis++) {
      length += square(centre[axis] - start[axis]);
    }
    double wobble = 0.08 * Math.sqrt(length);
    for (int axis = 0; axis < 3; axis++) {
      end[axis] =
          start[axis]
              + reach * (centre[axis] - start[axis])
              + wobble * (2 * random.nextDouble() - 1);
    }
    add(start, end, parentCount, to - from);
    branch(end, from, to);
  }

  private void add(double[] a, double[] b, int countA, int countB) {
    // A branch is as thick as what it supplies needs, from its beginning on.
    double thick = radiusMm(Math.min(countA, countB * 1.3));
    segments.add(new Segment(a[0], a[1], a[2], thick, b[0], b[1], b[2], radiusMm(countB)));
  }

  private static double radiusMm(double count) {
    return TIP_RADIUS_MM * Math.pow(count, MURRAY_EXPONENT);
  }

  private double[] centre(int from, int to) {
    double[] centre = new double[3];
    for (int at = from; at < to; at++) {
      for (int axis = 0; axis < 3; axis++) {
        centre[axis] += points[at][axis] / (to - from);
      }
    }
    return centre;
  }

  /** The direction of greatest spread, by power iteration on the covariance. */
  private double[] longestAxis(int from, int to) {
    double[] centre = centre(from, to);
    double[] axis = {random.nextDouble() - 0.5, random.nextDouble() - 0.5, random.nextDouble()};
    for (int step = 0; step < POWER_STEPS; step++) {
      double[] next = new double[3];
      for (int at = from; at < to; at++) {
        double[] p = points[at];
        double x = p[0] - centre[0];
        double y = p[1] - centre[1];
        double z = p[2] - centre[2];
        double along = x * axis[0] + y * axis[1] + z * axis[2];
        next[0] += along * x;
        next[1] += along * y;
        next[2] += along * z;
      }
      double length = Math.sqrt(square(next[0]) + square(next[1]) + square(next[2]));
      if (length < 1e-9) {
        break;
      }
      for (int k = 0; k < 3; k++) {
        axis[k] = next[k] / length;
      }
    }
    return axis;
  }

  /** Orders the points so that those before {@code cut} lie lower along the axis (quickselect). */
  private void select(int from, int to, int cut, double[] axis) {
    int low = from;
    int high = to - 1;
    while (low < high) {
      double pivot = along(points[(low + high) >>> 1], axis);
      int i = low;
      int j = high;
      while (i <= j) {
        while (along(points[i], axis) < pivot) {
          i++;
        }
        while (along(points[j], axis) > pivot) {
          j--;
        }
        if (i <= j) {
          double[] swapped = points[i];
          points[i++] = points[j];
          points[j--] = swapped;
        }
      }
      if (cut <= j) {
        high = j;
      } else if (cut >= i) {
        low = i;
      } else {
        return;
      }
    }
  }

  private static double along(double[] p, double[] axis) {
    return p[0] * axis[0] + p[1] * axis[1] + p[2] * axis[2];
  }

  private static double square(double a) {
    return a * a;
  }
}
