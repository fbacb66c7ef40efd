package org.lungseg.phantom;

/**
 * Twelve pairs of ribs on the outside of the rib cage, each running from the spine down and
 * forwards, and ending in cartilage that rises to the sternum.
 */
final class Ribs {

  /** Outside of this shell around the rib cage there are no ribs. */
  static final double SHELL_MM = 15;

  private static final int COUNT = 12;
  private static final double FIRST_MM = 84;
  private static final double SPACING_MM = 24.5;

  /** Middle of the ribs outside of the pleura, and half their thickness and height. */
  private static final double OUT_MM = 6.5;

  private static final double HALF_THICKNESS_MM = 4;
  private static final double HALF_HEIGHT_MM = 6;
  private static final double CORTEX_MM = 1.5;
  private static final double CORTEX_HU = 650;
  private static final double MARROW_HU = 220;
  private static final double CARTILAGE_HU = 115;

  /** Where ribs begin, beside the midline. */
  private static final double HEADS_MM = 27;

  /** Angles around the chest, from the spine (0) to the sternum (180 degrees). */
  private static final double CARTILAGE_FROM = Math.toRadians(136);

  private static final double FLOATING_END = Math.toRadians(105);
  private static final double FALSE_END = Math.toRadians(150);

  private final double shiftMm;

  Ribs(Physique physique) {
    this.shiftMm = physique.ribShiftMm();
  }

  /** The distance from the nearest rib, for points in the shell around the rib cage. */
  double distanceMm(Thorax.Section section, double x, double y, double z, double wallMm) {
    double angle = angle(section, x, y);
    double nearest = Double.MAX_VALUE;
    for (int rib = 0; rib < COUNT; rib++) {
      double dz = z - heightMm(rib, angle);
      if (Math.abs(dz) < 2.5 * HALF_HEIGHT_MM && angle < endAngle(rib)) {
        double slope = 0.82;
        double up = dz * slope / HALF_HEIGHT_MM;
        double out = (wallMm - OUT_MM) / HALF_THICKNESS_MM;
        double radius = Math.sqrt(up * up + out * out);
        double gradient =
            Math.sqrt(square(up / HALF_HEIGHT_MM) + square(out / HALF_THICKNESS_MM))
                / Math.max(radius, 1e-6);
        nearest = Math.min(nearest, (radius - 1) / Math.max(gradient, 1 / HALF_HEIGHT_MM));
      }
    }
    // Behind the column there are no ribs: they begin beside it.
    return y > section.centreY() ? Math.max(nearest, HEADS_MM - Math.abs(x)) : nearest;
  }

  /** What a rib is made of at a depth. */
  double hu(Thorax.Section section, double x, double y, double distanceMm) {
    if (angle(section, x, y) > CARTILAGE_FROM) {
      return CARTILAGE_HU;
    }
    return distanceMm > -CORTEX_MM ? CORTEX_HU : MARROW_HU;
  }

  private static double angle(Thorax.Section section, double x, double y) {
    return Math.atan2(Math.abs(x), y - section.centreY());
  }

  private double heightMm(int rib, double angle) {
    double head = FIRST_MM - SPACING_MM * rib + shiftMm;
    double drop = Math.min(48 + 10 * rib, 118);
    double bony = Math.min(angle, CARTILAGE_FROM);
    double forward = 0.65 * bony / CARTILAGE_FROM + 0.35 * (1 - Math.cos(bony)) / 1.72;
    double rise = Math.max(0, angle - CARTILAGE_FROM) * Math.min(8 + 9 * rib, 70);
    return head - drop * forward + rise;
  }

  private static double endAngle(int rib) {
    if (rib >= 10) {
      return FLOATING_END;
    }
    return rib >= 7 ? FALSE_END : Math.PI;
  }

  private static double square(double a) {
    return a * a;
  }
}
