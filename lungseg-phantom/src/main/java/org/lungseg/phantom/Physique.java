package org.lungseg.phantom;

import java.util.SplittableRandom;

/**
 * The proportions of one made-up adult. Scales stretch the whole anatomy; the rest are lengths of
 * the anatomy before that.
 *
 * @param scaleX breadth, 1 for a chest 340 mm wide
 * @param scaleY depth from front to back
 * @param scaleZ height
 * @param fatMm thickness of the fat under the skin
 * @param rightDomeMm height of the right dome of the diaphragm
 * @param leftDomeMm height of the left dome
 * @param wallScale how far the rib cage is spread, 1 after breathing in
 * @param heartScale size of the heart
 * @param ribShiftMm how far the ribs lie above their usual place
 * @param parenchymaHu mean density of the aerated lung
 */
record Physique(
    double scaleX,
    double scaleY,
    double scaleZ,
    double fatMm,
    double rightDomeMm,
    double leftDomeMm,
    double wallScale,
    double heartScale,
    double ribShiftMm,
    double parenchymaHu) {

  /** How much higher the diaphragm stands after breathing out quietly. */
  private static final double EXHALE_RISE_MM = 20;

  static Physique of(long seed, Breath breath) {
    SplittableRandom random = new SplittableRandom(seed ^ 0x5EEDB0D7L);
    boolean exhale = breath == Breath.EXHALE;
    double rise = exhale ? EXHALE_RISE_MM : 0;
    double rightDome = between(random, -98, -88);
    return new Physique(
        between(random, 0.95, 1.04),
        between(random, 0.95, 1.05),
        between(random, 0.95, 1.04),
        between(random, 7, 17),
        rightDome + rise,
        rightDome - between(random, 8, 16) + rise,
        exhale ? 0.955 : 1,
        between(random, 0.92, 1.06),
        between(random, -9, 9),
        between(random, -872, -845) + (exhale ? 75 : 0));
  }

  private static double between(SplittableRandom random, double low, double high) {
    return low + (high - low) * random.nextDouble();
  }
}
