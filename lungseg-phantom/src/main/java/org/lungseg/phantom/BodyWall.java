package org.lungseg.phantom;

/** Skin, fat and muscles outside of the rib cage, lying flat on the table. */
final class BodyWall {

  /** Where the back touches the table. */
  static final double BACK_MM = 120;

  private static final double SKIN_MM = 2;
  private static final double SKIN_HU = -5;
  private static final double FAT_HU = -104;
  private static final double MUSCLE_HU = 55;

  /** Where the muscles that run to the arm glide on those of the ribs: a thin layer of fat. */
  private static final double GLIDING_MM = 15.5;

  private static final double ARM_RADIUS_MM = 47;

  /** Trunks are narrower in front than behind. */
  private static final double NARROWING_PER_MM = 0.0011;

  private static final Profile HALF_WIDTH =
      Profile.through(
          -240, 158, -120, 163, -60, 168, -10, 180, 30, 195, 70, 204, 95, 190, 112, 130, 128, 70);
  private static final Profile FRONT =
      Profile.through(
          -240, -116, -140, -119, -60, -118, 0, -106, 40, -86, 80, -64, 110, -52, 140, -46);
  private static final Profile BACK =
      Profile.through(-240, 124, -60, 126, 60, 128, 100, 122, 125, 108, 150, 90);

  private final Physique physique;
  private final ValueNoise fatThickness;
  private final ValueNoise septa;
  private final ValueNoise marbling;

  /** The outline of the trunk at one height. */
  record Outline(double centreY, double halfWidth, double halfDepth) {}

  BodyWall(Physique physique, long seed) {
    this.physique = physique;
    this.fatThickness = new ValueNoise(seed ^ 11, 70);
    this.septa = new ValueNoise(seed ^ 12, 34);
    this.marbling = new ValueNoise(seed ^ 13, 5);
  }

  Outline outline(double z) {
    double extra = physique.fatMm() - 11;
    double front = FRONT.at(z) - extra;
    double back = BACK.at(z);
    return new Outline((front + back) / 2, HALF_WIDTH.at(z) + extra, (back - front) / 2);
  }

  /** The distance from the skin. */
  double distanceMm(Outline outline, double x, double y, double z) {
    double trunk =
        Shape.squircleMm(
            x / (1 + NARROWING_PER_MM * y),
            y - outline.centreY(),
            outline.halfWidth(),
            outline.halfDepth());
    // Lying down flattens the back.
    trunk = Shape.smoothIntersection(trunk, y - BACK_MM, 16);
    if (z > 60) {
      trunk = Shape.smoothUnion(trunk, armMm(Math.abs(x), y, z), 25);
    }
    return trunk;
  }

  /** The raised arm, from the shoulder upwards. */
  private static double armMm(double x, double y, double z) {
    double up = Math.max(0, z - 80);
    return Math.max(Math.hypot(x - 152 - 0.2 * up, y - 18 + 0.1 * up) - ARM_RADIUS_MM, 88 - z);
  }

  /**
   * What is at a point inside the skin and outside of the rib cage.
   *
   * @param depthMm the distance below the skin, positive
   * @param wallMm the distance outside of the rib cage
   */
  double tissueHu(double x, double y, double z, double depthMm, double wallMm) {
    if (depthMm < SKIN_MM) {
      return SKIN_HU;
    }
    double uneven = 1 + 0.35 * fatThickness.at(x, y, z);
    double thickness = physique.fatMm() * uneven * (y > 60 ? 0.6 : 1);
    double muscle = MUSCLE_HU + 9 * marbling.at(x, y, z);
    double fat = FAT_HU + 7 * marbling.at(x, z, y);
    if (depthMm < SKIN_MM + thickness) {
      return mixed(muscle, fat, (SKIN_MM + thickness - depthMm) / 2);
    }
    double axilla = Math.hypot(Math.hypot((Math.abs(x) - 138) * 0.8, y + 18), (z - 45) * 0.45) - 18;
    double layer =
        Math.abs(wallMm - GLIDING_MM)
            - 1.2
            - 1.2 * fatThickness.at(y, z, x)
            + 8 * Thorax.smoothStep((z - 40) / 40);
    double septum = wallMm > GLIDING_MM ? Math.abs(septa.at(x, y, z * 0.5)) * 34 - 1.6 : 9;
    double toFat = Math.min(Math.min(layer, septum), axilla + 17 * septa.at(z, x * 1.6, y * 1.6));
    return mixed(muscle, fat, 0.5 - toFat / 2);
  }

  private static double mixed(double a, double b, double share) {
    double s = Math.max(0, Math.min(1, share));
    return a + (b - a) * s;
  }
}
