package org.lungseg.phantom;

import java.util.SplittableRandom;

/**
 * Changes of the lung tissue: ground glass, consolidation, fluid in the pleural space and the lung
 * that it compresses. All of them lie inside the pleura and count as lung.
 */
final class DiseasePattern {

  private static final double GROUND_GLASS_HU = -590;
  private static final double CONSOLIDATION_HU = 28;
  private static final double COLLAPSE_HU = 48;
  private static final double FLUID_HU = 10;

  /** Over how many units of the noise a change begins. */
  private static final double EDGE = 0.16;

  private static final double BASE_MM = -150;

  private final Disease disease;
  private final int fluidSide;
  private final double fluidDepthMm;
  private final ValueNoise patches;
  private final ValueNoise fine;
  private final ValueNoise dense;

  DiseasePattern(Disease disease, long seed) {
    this.disease = disease;
    SplittableRandom random = new SplittableRandom(seed ^ 0xD15EA5EL);
    this.fluidSide = random.nextBoolean() ? -1 : 1;
    this.fluidDepthMm = 36 + 14 * random.nextDouble();
    this.patches = new ValueNoise(seed ^ 31, 38);
    this.fine = new ValueNoise(seed ^ 32, 9);
    this.dense = new ValueNoise(seed ^ 33, 30);
  }

  /**
   * The density of diseased tissue.
   *
   * @param depthMm how deep below the pleura, positive
   * @param healthyHu what it would be otherwise
   */
  double hu(double x, double y, double z, double depthMm, double healthyHu) {
    if (disease == Disease.HEALTHY) {
      return healthyHu;
    }
    double texture = fine.at(x, y, z);
    double field = patches.at(x, y, z) + 0.3 * texture;
    double hu = healthyHu;
    double glass = ramp(field + glassBias(y, z, depthMm));
    hu += (GROUND_GLASS_HU + 90 * texture - hu) * 0.9 * glass;
    if (disease == Disease.SEVERE) {
      double solid = ramp(dense.at(x, y, z) + 0.25 * texture + denseBias(y, z, depthMm));
      hu += (CONSOLIDATION_HU + 14 * texture - hu) * solid;
      if (LungShape.side(x, y, z) == fluidSide) {
        double front = fluidFrontMm(x, z, depthMm);
        double collapsed = collapseMm(z) - Math.abs(y - front);
        hu += (COLLAPSE_HU + 10 * texture - hu) * soft((collapsed + 8 * texture) / 4);
        hu += (FLUID_HU - hu) * fluid(x, y, z, depthMm);
      }
    }
    return hu;
  }

  /** The share of a place taken by fluid, in which there are neither vessels nor bronchi. */
  double fluid(double x, double y, double z, double depthMm) {
    if (disease != Disease.SEVERE || LungShape.side(x, y, z) != fluidSide) {
      return 0;
    }
    return soft((y - fluidFrontMm(x, z, depthMm)) / 2 + 0.5);
  }

  /**
   * The front of the fluid. It gathers behind, deepest at the base, and creeps up along the pleura
   * as a crescent.
   */
  private double fluidFrontMm(double x, double z, double depthMm) {
    double up = Math.max(0, z - BASE_MM) / 190;
    double layer = fluidDepthMm * Math.max(0, 1.15 - up) - 4;
    double crescent = 26 * Math.exp(-depthMm / 9) * Math.max(0, 1.1 - up);
    return 88 - layer - crescent - 0.0006 * x * x;
  }

  /** How thick the compressed lung before the fluid is: most at the base. */
  private static double collapseMm(double z) {
    return 21 * Thorax.smoothStep((20 - z) / 110);
  }

  /** More near the pleura, behind and below; a good deal more where the disease is severe. */
  private double glassBias(double y, double z, double depthMm) {
    double peripheral = 0.85 * Math.exp(-depthMm / 16);
    double dependent = 0.0022 * y - 0.0022 * (z + 40);
    return disease == Disease.SEVERE
        ? 0.12 + 0.6 * peripheral + 1.6 * dependent
        : -0.78 + peripheral + dependent;
  }

  private static double denseBias(double y, double z, double depthMm) {
    return -0.57 + 0.45 * Math.exp(-depthMm / 22) + 0.0050 * y - 0.0046 * (z + 40);
  }

  private static double ramp(double value) {
    return soft(value / EDGE + 0.5);
  }

  private static double soft(double value) {
    return Thorax.smoothStep(value);
  }
}
