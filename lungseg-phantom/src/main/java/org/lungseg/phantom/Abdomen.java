package org.lungseg.phantom;

/** What lies under the diaphragm: liver, stomach with gas, spleen, and fat between them. */
final class Abdomen {

  private static final double FAT_HU = -98;
  private static final double LIVER_HU = 58;
  private static final double SPLEEN_HU = 50;
  private static final double STOMACH_WALL_HU = 42;
  private static final double STOMACH_HU = 18;
  private static final double GAS_HU = -960;
  private static final double DIAPHRAGM_HU = 45;
  private static final double DIAPHRAGM_MM = 3;

  /** Fluid in the stomach settles behind, gas rises to the front. */
  private static final double GAS_LEVEL_Y_MM = -46;

  private final Ellipsoid stomach;
  private final Ellipsoid spleen;
  private final Ellipsoid fundus;
  private final ValueNoise texture;
  private final ValueNoise bowel;

  Abdomen(Physique physique, long seed) {
    double left = physique.leftDomeMm();
    stomach = Ellipsoid.of(58, -28, left - 52, 46, 46, 46).turned(-25, 15);
    fundus = Ellipsoid.of(70, 22, left - 40, 34, 34, 34);
    spleen = Ellipsoid.of(100, 46, left - 48, 22, 44, 46).turned(-25, 0);
    texture = new ValueNoise(seed ^ 21, 6);
    bowel = new ValueNoise(seed ^ 22, 26);
  }

  /**
   * What is at a point under the diaphragm.
   *
   * @param belowMm the distance below the diaphragm, positive
   * @param wallMm the distance from the rib cage, negative inside
   */
  double hu(Canvas canvas, double x, double y, double z, double belowMm, double wallMm) {
    double grain = 5 * texture.at(x, y, z);
    double fold = bowel.at(x, y, z);
    double hu = FAT_HU + 12 * grain / 5;
    hu = mixed(hu, 35, canvas.coverage((0.28 - fold) * 26));
    hu = mixed(hu, SPLEEN_HU + grain, canvas.coverage(spleen.distanceMm(x, y, z)));
    double inFundus =
        Shape.smoothUnion(stomach.distanceMm(x, y, z), fundus.distanceMm(x, y, z), 18);
    hu = mixed(hu, STOMACH_WALL_HU, canvas.coverage(inFundus));
    hu = mixed(hu, STOMACH_HU + 2 * grain, canvas.coverage(inFundus + 4));
    hu = mixed(hu, GAS_HU, canvas.coverage(Math.max(inFundus + 4, y - GAS_LEVEL_Y_MM)));
    hu = mixed(hu, LIVER_HU + grain, canvas.coverage(liverMm(x, y, z, belowMm, wallMm)));
    double muscle = Math.min(belowMm - DIAPHRAGM_MM, -wallMm - DIAPHRAGM_MM);
    return mixed(hu, DIAPHRAGM_HU, canvas.coverage(muscle));
  }

  /** Fills the right side; its left lobe crosses the midline in front. */
  private static double liverMm(double x, double y, double z, double belowMm, double wallMm) {
    double edge = (x + 8) * 0.78 + (y + 18) * 0.62 - 26 - 0.12 * (z + 120);
    double inside = Math.max(2.5 - belowMm, wallMm + 3);
    double aboveEdge = -232 - z;
    return Shape.smoothIntersection(Math.max(inside, aboveEdge), edge, 14);
  }

  private static double mixed(double a, double b, double share) {
    return a + (b - a) * share;
  }
}
