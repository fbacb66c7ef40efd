package org.lungseg.phantom;

/**
 * An ellipsoid, turned about the vertical axis and then tilted. Its distance is the first-order
 * estimate of Inigo Quilez.
 */
final class Ellipsoid implements Shape {

  private final double[] centreMm;
  private final double[] radiiMm;
  private final double cosTurn;
  private final double sinTurn;
  private final double cosTilt;
  private final double sinTilt;

  private Ellipsoid(double[] centreMm, double[] radiiMm, double turn, double tilt) {
    this.centreMm = centreMm;
    this.radiiMm = radiiMm;
    this.cosTurn = Math.cos(turn);
    this.sinTurn = Math.sin(turn);
    this.cosTilt = Math.cos(tilt);
    this.sinTilt = Math.sin(tilt);
  }

  /** An ellipsoid with its axes along x, y and z. */
  static Ellipsoid of(
      double x, double y, double z, double radiusX, double radiusY, double radiusZ) {
    return new Ellipsoid(new double[] {x, y, z}, new double[] {radiusX, radiusY, radiusZ}, 0, 0);
  }

  /**
   * The same, turned.
   *
   * @param turnDegrees turns the first axis from left towards the back
   * @param tiltDegrees then turns it from there towards the head
   */
  Ellipsoid turned(double turnDegrees, double tiltDegrees) {
    return new Ellipsoid(
        centreMm, radiiMm, Math.toRadians(turnDegrees), Math.toRadians(tiltDegrees));
  }

  double centreZMm() {
    return centreMm[2];
  }

  /** A box around it whichever way it is turned. */
  Box box(double marginMm) {
    double reach = Math.max(radiiMm[0], Math.max(radiiMm[1], radiiMm[2])) + marginMm;
    return Box.around(centreMm[0], centreMm[1], centreMm[2], reach);
  }

  @Override
  public double distanceMm(double x, double y, double z) {
    double dx = x - centreMm[0];
    double dy = y - centreMm[1];
    double dz = z - centreMm[2];
    double along = cosTurn * dx + sinTurn * dy;
    double across = cosTurn * dy - sinTurn * dx;
    double first = (cosTilt * along + sinTilt * dz) / radiiMm[0];
    double second = across / radiiMm[1];
    double third = (cosTilt * dz - sinTilt * along) / radiiMm[2];
    double k0 = Math.sqrt(first * first + second * second + third * third);
    if (k0 < 1e-9) {
      return -Math.min(radiiMm[0], Math.min(radiiMm[1], radiiMm[2]));
    }
    first /= radiiMm[0];
    second /= radiiMm[1];
    third /= radiiMm[2];
    return k0 * (k0 - 1) / Math.sqrt(first * first + second * second + third * third);
  }
}
