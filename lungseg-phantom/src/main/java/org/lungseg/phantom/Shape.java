package org.lungseg.phantom;

/** A solid in LPS millimetres of the anatomy. */
@FunctionalInterface
interface Shape {

  /** The distance from its surface, negative inside. */
  double distanceMm(double x, double y, double z);

  /** The part of this shape that is inside another too. */
  default Shape within(Shape other) {
    return (x, y, z) -> Math.max(distanceMm(x, y, z), other.distanceMm(x, y, z));
  }

  /** This shape with its surface moved outwards. */
  default Shape grown(double byMm) {
    return (x, y, z) -> distanceMm(x, y, z) - byMm;
  }

  /**
   * The smaller of two distances, with the edge between the two shapes rounded off: the polynomial
   * smooth minimum of Inigo Quilez.
   *
   * @param roundMm how far the rounding reaches
   */
  static double smoothUnion(double a, double b, double roundMm) {
    double h = Math.max(roundMm - Math.abs(a - b), 0) / roundMm;
    return Math.min(a, b) - h * h * roundMm / 4;
  }

  /** The larger of two distances, with the edge of the intersection rounded off. */
  static double smoothIntersection(double a, double b, double roundMm) {
    return -smoothUnion(-a, -b, roundMm);
  }

  /**
   * The distance from a curve {@code |u|^2.5 + |v|^2.5 = 1}, rounder than a rectangle and squarer
   * than an ellipse: what cross-sections of trunks look like. To first order: the function over its
   * gradient.
   */
  static double squircleMm(double x, double y, double halfWidthMm, double halfDepthMm) {
    double u = Math.abs(x) / halfWidthMm;
    double v = Math.abs(y) / halfDepthMm;
    double rootU = Math.sqrt(u);
    double rootV = Math.sqrt(v);
    double sum = u * u * rootU + v * v * rootV;
    if (sum < 1e-9) {
      return -Math.min(halfWidthMm, halfDepthMm);
    }
    double radius = Math.pow(sum, 0.4);
    double gradientX = u * rootU / halfWidthMm;
    double gradientY = v * rootV / halfDepthMm;
    double gradient = Math.sqrt(gradientX * gradientX + gradientY * gradientY) * radius / sum;
    return (radius - 1) / gradient;
  }
}
