package org.lungseg.phantom;

/** The inner wall of the rib cage and the diaphragm: the room that lungs and mediastinum share. */
final class Thorax {

  /** Height of the lungs' tips. */
  static final double APEX_MM = 92;

  /** Height at which the chest is widest. */
  private static final double WIDEST_MM = -75;

  private static final double HALF_WIDTH_MM = 140;
  private static final double HALF_DEPTH_MM = 96;
  private static final double NARROWING_PER_MM = 0.0008;

  /** Where the lungs' tips lie beside the midline and behind the middle of the chest. */
  private static final double APEX_X_MM = 44;

  private static final double APEX_Y_MM = 22;

  /** The farthest that the dome falls from its top to the wall. */
  private static final double DOME_DROP_MM = 78;

  private static final double DOME_X_MM = 62;
  private static final double DOME_Y_MM = -12;

  /** The domes fall less towards the heart and the sternum than towards the ribs. */
  private static final double MEDIAL_REACH_MM = 115;

  private static final double FRONT_REACH_MM = 118;

  /** The slope that turns a difference of heights at the dome into a distance. */
  private static final double DOME_COSINE = 0.8;

  private final Physique physique;

  /**
   * A cross-section: each half is the part of a squircle at one side.
   *
   * @param offsetX how far each half's centre lies from the midline
   * @param centreY middle from front to back
   * @param halfWidth half the breadth of each half, from its centre
   * @param halfDepth half the depth
   * @param aboveMm how far the plane lies above the tips; 0 inside
   */
  record Section(
      double offsetX, double centreY, double halfWidth, double halfDepth, double aboveMm) {}

  Thorax(Physique physique) {
    this.physique = physique;
  }

  Section section(double z) {
    double t = (z - WIDEST_MM) / (APEX_MM - WIDEST_MM);
    double wall = physique.wallScale();
    if (t <= 0) {
      double below = WIDEST_MM - z;
      double taper = 1 - below * below * 4.5e-6;
      return new Section(0, 0, HALF_WIDTH_MM * wall * taper, HALF_DEPTH_MM * wall * taper, 0);
    }
    double above = Math.max(0, z - APEX_MM);
    double s = Math.min(t, 0.9995);
    double lateral = APEX_X_MM + (HALF_WIDTH_MM * wall - APEX_X_MM) * closing(s, 1.8, 0.65);
    double offset = APEX_X_MM * smoothStep((s - 0.45) / 0.55);
    double depth = HALF_DEPTH_MM * wall * closing(s, 2.2, 0.55);
    return new Section(offset, APEX_Y_MM * s * s, lateral - offset, depth, above);
  }

  /** The distance from the wall of the rib cage, on either side. */
  double wallMm(Section section, double x, double y) {
    double inPlane =
        Shape.squircleMm(
            Math.abs(x) / narrowing(y) - section.offsetX(),
            y - section.centreY(),
            section.halfWidth(),
            section.halfDepth());
    double above = section.aboveMm();
    return above == 0 ? inPlane : Math.sqrt(square(Math.max(0, inPlane)) + square(above));
  }

  /** Chests are narrower in front than behind. */
  private static double narrowing(double y) {
    return 1 + NARROWING_PER_MM * y;
  }

  double wallMm(double x, double y, double z) {
    return wallMm(section(z), x, y);
  }

  /** The height of the diaphragm. */
  double diaphragmHeightMm(double x, double y) {
    // The two domes meet over the spine and under the heart in a saddle.
    double blend = smoothStep((x + 25) / 50);
    return (1 - blend) * domeMm(-1, physique.rightDomeMm(), x, y)
        + blend * domeMm(1, physique.leftDomeMm(), x, y);
  }

  /** The distance above (negative: inside the chest) or below the diaphragm. */
  double belowDiaphragmMm(double x, double y, double z) {
    return (diaphragmHeightMm(x, y) - z) * DOME_COSINE;
  }

  private double domeMm(int side, double top, double x, double y) {
    double wall = physique.wallScale();
    double across = x * side - DOME_X_MM;
    double u = across / (across > 0 ? (HALF_WIDTH_MM - DOME_X_MM) * wall : MEDIAL_REACH_MM);
    double along = y - DOME_Y_MM;
    double v = along / (along > 0 ? (HALF_DEPTH_MM - DOME_Y_MM) * wall : FRONT_REACH_MM);
    double r2 = 0.86 * Math.min(u * u + v * v, 1.16);
    double beyond = Math.max(0, Math.sqrt(u * u + v * v) - 1.077);
    double fall = 1 - Math.sqrt(1 - Math.min(r2, 0.998)) + 0.4 * beyond;
    // The recess behind reaches lower than the one in front.
    return top - DOME_DROP_MM * fall - 0.16 * Math.max(0, y - DOME_Y_MM);
  }

  /** From 1 at the widest place to 0 at the tip, much as an ellipse does. */
  private static double closing(double t, double power, double fullness) {
    return Math.pow(1 - Math.pow(t, power), fullness);
  }

  static double smoothStep(double t) {
    double s = Math.max(0, Math.min(1, t));
    return s * s * (3 - 2 * s);
  }

  private static double square(double a) {
    return a * a;
  }
}
