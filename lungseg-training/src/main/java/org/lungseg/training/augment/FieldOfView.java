package org.lungseg.training.augment;

import java.util.random.RandomGenerator;

/**
 * Cuts the field of view: a smaller reconstruction circle or a cropped picture. Clinical scans
 * often cut the arms, the skin and sometimes the lung itself; what is cut is neither seen nor
 * labelled.
 *
 * @param probability how often a slice is cut
 */
public record FieldOfView(double probability) {

  private static final float AIR_HU = -1024;

  /** Blanks what lies outside the new field of view, values and labels. */
  public void cut(Slice slice, RandomGenerator random) {
    if (random.nextDouble() >= probability) {
      return;
    }
    boolean circle = random.nextBoolean();
    double centreX = slice.width() * (0.4 + 0.2 * random.nextDouble());
    double centreY = slice.height() * (0.4 + 0.2 * random.nextDouble());
    double half = slice.width() * (0.28 + 0.2 * random.nextDouble());
    double halfHeight = circle ? half : slice.height() * (0.25 + 0.2 * random.nextDouble());
    float blank = slice.hounsfield() ? AIR_HU : 0;
    for (int y = 0; y < slice.height(); y++) {
      for (int x = 0; x < slice.width(); x++) {
        double dx = Math.abs(x - centreX);
        double dy = Math.abs(y - centreY);
        boolean inside = circle ? Math.hypot(dx, dy) < half : dx < half && dy < halfHeight;
        if (!inside) {
          slice.values()[y * slice.width() + x] = blank;
          slice.labels()[y * slice.width() + x] = 0;
        }
      }
    }
  }
}
