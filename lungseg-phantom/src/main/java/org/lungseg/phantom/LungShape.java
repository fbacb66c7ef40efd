package org.lungseg.phantom;

/**
 * The lungs: what the rib cage, the diaphragm and the mediastinum leave free, so that notches,
 * recesses and the hollow base come out as they do in a body.
 */
final class LungShape {

  /** Rounding of the edges in front of and behind the mediastinum. */
  private static final double MEDIAL_ROUND_MM = 9;

  /** Rounding of the recess between ribs and diaphragm, which is sharp. */
  private static final double RECESS_ROUND_MM = 3;

  /** Outside by more than this, the exact distance does not matter. */
  private static final double FAR_MM = 10;

  private final Thorax thorax;
  private final Mediastinum mediastinum;

  LungShape(Thorax thorax, Mediastinum mediastinum) {
    this.thorax = thorax;
    this.mediastinum = mediastinum;
  }

  /**
   * The distance from the pleura, negative inside a lung.
   *
   * @param wallMm the distance from the rib cage at that point
   */
  double distanceMm(double x, double y, double z, double wallMm) {
    if (wallMm > FAR_MM) {
      return wallMm;
    }
    double diaphragm = thorax.belowDiaphragmMm(x, y, z);
    if (diaphragm > FAR_MM) {
      return diaphragm;
    }
    double medial = -mediastinum.distanceMm(x, y, z);
    double d = Shape.smoothIntersection(wallMm, medial, MEDIAL_ROUND_MM);
    return Shape.smoothIntersection(d, diaphragm, RECESS_ROUND_MM);
  }

  double distanceMm(double x, double y, double z) {
    return distanceMm(x, y, z, thorax.wallMm(x, y, z));
  }

  /** −1 for the right lung, 1 for the left, for a point inside one of them. */
  static int side(double x, double y, double z) {
    return x < Mediastinum.septumXMm(y, z) ? -1 : 1;
  }
}
