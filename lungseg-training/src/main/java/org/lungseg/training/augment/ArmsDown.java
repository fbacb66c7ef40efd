package org.lungseg.training.augment;

import java.util.random.RandomGenerator;

/**
 * Arms beside the chest. Most scans are made with the arms above the head; patients who cannot lift
 * them, as in intensive care, keep them at their sides, and a network that has never seen it may
 * take the gap between arm and chest, or the arm, for something else. Painted as fat around muscle
 * around bone, on one side or both, outside the body and never labelled.
 *
 * @param probability how often a Hounsfield slice gets arms
 */
public record ArmsDown(double probability) {

  private static final float AIR_HU = -300;
  private static final float FAT_HU = -100;
  private static final float MUSCLE_HU = 50;
  private static final float CORTEX_HU = 900;
  private static final float MARROW_HU = 150;
  private static final float GRAIN_HU = 15;

  /**
   * Paints, or leaves the slice as it is. Grey slices get no arms: their tissues have no known
   * values.
   *
   * @param choices the same for neighbouring slices
   * @param texture the grain, each slice's own
   */
  void paint(Slice slice, double spacingMm, RandomGenerator choices, RandomGenerator texture) {
    if (choices.nextDouble() >= probability || !slice.hounsfield()) {
      return;
    }
    int side = choices.nextInt(3); // right, left, both
    for (int direction = -1; direction <= 1; direction += 2) {
      Arm arm = Arm.draw(spacingMm, choices);
      int skip = direction < 0 ? 1 : 0;
      if (side != skip) {
        paintArm(slice, direction, arm, texture);
      }
    }
  }

  /** Sizes in pixels; {@code height} is the place along the body, 0 its front, 1 its back. */
  private record Arm(double radius, double ratio, double fat, double gap, double height) {
    static Arm draw(double spacingMm, RandomGenerator random) {
      return new Arm(
          (35 + 25 * random.nextDouble()) / spacingMm,
          0.75 + 0.4 * random.nextDouble(),
          0.6 + 0.3 * random.nextDouble(),
          (12 * random.nextDouble() - 3) / spacingMm,
          0.35 + 0.5 * random.nextDouble());
    }
  }

  private static void paintArm(Slice slice, int direction, Arm arm, RandomGenerator texture) {
    int[] rows = bodyRows(slice);
    if (rows[1] < rows[0]) {
      return;
    }
    int row = (int) (rows[0] + arm.height() * (rows[1] - rows[0]));
    int edge = bodyEdge(slice, row, direction);
    double centreX = edge + direction * (arm.radius() + arm.gap());
    float[] grain = SmoothNoise.grain(slice.width(), slice.height(), GRAIN_HU, true, texture);
    for (int y = 0; y < slice.height(); y++) {
      for (int x = 0; x < slice.width(); x++) {
        int at = y * slice.width() + x;
        double r = Math.hypot(x - centreX, (y - row) / arm.ratio()) / arm.radius();
        if (r < 1 && slice.labels()[at] == 0 && slice.values()[at] < AIR_HU) {
          slice.values()[at] = density(r, arm.fat()) + grain[at];
        }
      }
    }
  }

  private static float density(double r, double fat) {
    if (r > fat) {
      return FAT_HU;
    }
    if (r > 0.3) {
      return MUSCLE_HU;
    }
    return r > 0.2 ? CORTEX_HU : MARROW_HU;
  }

  /** The first and the last row with at least a sixth of their pixels in tissue. */
  private static int[] bodyRows(Slice slice) {
    int[] rows = {slice.height(), -1};
    for (int y = 0; y < slice.height(); y++) {
      int tissue = 0;
      for (int x = 0; x < slice.width(); x++) {
        tissue += slice.values()[y * slice.width() + x] > AIR_HU ? 1 : 0;
      }
      if (tissue > slice.width() / 6) {
        rows[0] = Math.min(rows[0], y);
        rows[1] = y;
      }
    }
    return rows;
  }

  /** The outermost tissue of a row, to the left (−1) or to the right (1) of the picture. */
  private static int bodyEdge(Slice slice, int row, int direction) {
    int x = direction < 0 ? 0 : slice.width() - 1;
    while (x >= 0 && x < slice.width() && slice.values()[row * slice.width() + x] <= AIR_HU) {
      x -= direction;
    }
    return x;
  }
}
