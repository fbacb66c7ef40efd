package org.lungseg.phantom;

/** The vertebral column: bodies, discs, canal and processes, bent as in a supine adult. */
final class Spine {

  private static final double SEGMENT_MM = 26;
  private static final double DISC_MM = 5;
  private static final double CORTEX_MM = 1.8;
  private static final double CORTEX_HU = 520;
  private static final double MARROW_HU = 190;
  private static final double DISC_HU = 85;
  private static final double CORD_HU = 32;
  private static final double CANAL_BEHIND_MM = 24;
  private static final double CANAL_MM = 8.5;

  /** Bone around the canal. */
  private static final double ARCH_MM = 5;

  /** Muscle, vessels and fat between the bone and the pleura. */
  private static final double COVER_MM = 3;

  private final double shiftMm;

  Spine(Physique physique) {
    this.shiftMm = physique.ribShiftMm();
  }

  /** How far behind the middle of the chest the centres of the bodies lie. */
  static double bodyYMm(double z) {
    return 50 - 0.0008 * (z + 60) * (z + 60);
  }

  private static double halfWidthMm(double z) {
    return 18.5 - 0.03 * (z + 60);
  }

  /** The column without gaps, with what covers it: a border of the lungs. */
  double coverMm(double x, double y, double z) {
    double width = Math.max(12, halfWidthMm(z)) + COVER_MM;
    double body = Shape.squircleMm(x, y - bodyYMm(z), width, 17 + COVER_MM);
    // Behind the body the arch and the heads of the ribs keep the pleura away.
    double arch = Shape.squircleMm(x, y - bodyYMm(z) - CANAL_BEHIND_MM, 26, 22);
    return Shape.smoothUnion(body, arch, 10);
  }

  void paint(Canvas canvas) {
    Box box = new Box(-52, 52, 0, 125, -400, 400);
    canvas.paint(this::processesMm, box, (x, y, z, d) -> d < -CORTEX_MM ? 260 : CORTEX_HU * 0.9);
    canvas.paint(
        (x, y, z) -> Math.hypot(x * 0.9, y - bodyYMm(z) - CANAL_BEHIND_MM) - CANAL_MM,
        new Box(-12, 12, 20, 100, -400, 400),
        CORD_HU);
    canvas.paint(this::bodyMm, new Box(-30, 30, 0, 85, -400, 400), this::bodyHu);
  }

  private double bodyMm(double x, double y, double z) {
    double waist = 1 - 0.08 * Math.cos(2 * Math.PI * phase(z));
    double width = Math.max(11, halfWidthMm(z)) * waist;
    double ring = Shape.squircleMm(x, y - bodyYMm(z), width, 15.5 * waist);
    // The back of a body is flat or hollow where the canal is.
    return Math.max(ring, y - bodyYMm(z) - 14);
  }

  private double bodyHu(double x, double y, double z, double distance) {
    double fromDisc = Math.abs(phase(z) - 0.5) * SEGMENT_MM;
    double toDisc = SEGMENT_MM / 2 - fromDisc;
    if (toDisc < DISC_MM / 2) {
      return DISC_HU;
    }
    boolean endPlate = toDisc < DISC_MM / 2 + CORTEX_MM;
    return endPlate || distance > -CORTEX_MM ? CORTEX_HU : MARROW_HU;
  }

  /** Place inside a segment, 0 and 1 in the middle of two discs. */
  private double phase(double z) {
    double turns = (z + shiftMm) / SEGMENT_MM;
    return turns - Math.floor(turns);
  }

  private double processesMm(double x, double y, double z) {
    double canalY = bodyYMm(z) + CANAL_BEHIND_MM;
    double arch = Math.hypot(x * 0.85, y - canalY) - CANAL_MM - ARCH_MM;
    double phase = phase(z);
    // Pedicles and transverse processes belong to the upper half of a segment.
    double fromUpper = Math.abs(phase - 0.68) * SEGMENT_MM;
    double transverse =
        Math.max(
            Math.hypot(y - canalY - 0.25 * Math.abs(x), fromUpper * 0.8) - 5.5, Math.abs(x) - 36);
    // The spinous process points down and back.
    double back = y - canalY - CANAL_MM;
    double fromSpinous = (phase - 0.45) * SEGMENT_MM + 0.35 * Math.max(0, back);
    double spinous = Math.max(Math.hypot(x, 0.45 * fromSpinous) - 4, Math.max(-back, back - 30));
    return Math.min(arch + (fromUpper > 9 ? 2.5 : 0), Math.min(transverse, spinous));
  }
}
