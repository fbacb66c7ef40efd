package org.lungseg.phantom;

/** Sternum, clavicles, shoulder blades and the heads of the arm bones. */
final class Girdle {

  private static final double CORTEX_HU = 560;
  private static final double MARROW_HU = 170;
  private static final double CORTEX_MM = 1.6;
  private static final double STERNUM_TOP_MM = 58;
  private static final double STERNUM_BOTTOM_MM = -112;

  private final Thorax thorax;

  Girdle(Thorax thorax) {
    this.thorax = thorax;
  }

  void paint(Canvas canvas) {
    canvas.paint(
        this::sternumMm, new Box(-40, 40, -130, -10, STERNUM_BOTTOM_MM - 5, 70), Girdle::bone);
    Tube clavicle =
        Tube.through(-18, -46, 60, 7.5, -48, -50, 72, 6, -92, -34, 88, 5.5, -140, -2, 100, 6.5);
    Ellipsoid head = Ellipsoid.of(-148, 14, 96, 23, 23, 24);
    Tube shaft = Tube.through(-150, 14, 98, 12, -178, 4, 260, 11);
    Tube ridge = Tube.through(-78, 104, 44, 4, -112, 100, 66, 5, -150, 62, 92, 6);
    for (int side = -1; side <= 1; side += 2) {
      Tube ofSide = side < 0 ? clavicle : clavicle.mirrored();
      canvas.paint(ofSide, ofSide.box(4), Girdle::bone);
      Tube arm = side < 0 ? shaft : shaft.mirrored();
      canvas.paint(arm, arm.box(4), Girdle::bone);
      Ellipsoid round = side < 0 ? head : Ellipsoid.of(148, 14, 96, 23, 23, 24);
      canvas.paint(round, round.box(4), Girdle::bone);
      Tube spine = side < 0 ? ridge : ridge.mirrored();
      canvas.paint(spine, spine.box(4), Girdle::bone);
      double left = side < 0 ? -200 : 60;
      canvas.paint(this::bladeMm, new Box(left, left + 140, 10, 125, -50, 96), Girdle::bone);
    }
  }

  private static double bone(double x, double y, double z, double distanceMm) {
    return distanceMm > -CORTEX_MM ? CORTEX_HU : MARROW_HU;
  }

  /** A plate in front of the ribs, broadest at its upper end. */
  private double sternumMm(double x, double y, double z) {
    Thorax.Section section = thorax.section(z);
    double front = section.centreY() - section.halfDepth() - section.aboveMm() * 0.3;
    double halfWidth = 15 + 11 * Thorax.smoothStep((z - 8) / 30);
    double plate = Shape.squircleMm(x, y - front + 9, halfWidth, 6.5);
    double beyond = Math.max(z - STERNUM_TOP_MM, STERNUM_BOTTOM_MM - z);
    return Math.max(plate, beyond);
  }

  /** A thin triangular plate that follows the ribs at a distance, behind and to the side. */
  private double bladeMm(double x, double y, double z) {
    double out = 21 + 0.05 * Math.max(0, z - 20);
    double plate = Math.abs(thorax.wallMm(x, y, Math.min(z, 55)) - out) - 2.2;
    double width = Math.abs(x);
    double medial = 74 - 0.18 * z - width;
    double lateral = width - (118 + 0.33 * z);
    double ends = Math.max(-46 - z, z - 92);
    return Math.max(Math.max(plate, 25 - y), Math.max(Math.max(medial, lateral), ends));
  }
}
