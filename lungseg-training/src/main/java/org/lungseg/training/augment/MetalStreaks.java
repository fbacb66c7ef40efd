package org.lungseg.training.augment;

import java.util.random.RandomGenerator;

/**
 * The bright and dark rays that metal throws over a slice (pacemakers, clips, prostheses, lines):
 * beam hardening and photon starvation along the lines that meet the metal. Drawn as a random
 * profile over the angle that fades with the distance; enough to teach a network that a ray through
 * the lung does not end it, not a simulation of the scanner.
 */
final class MetalStreaks {

  private static final float METAL_HU = 3000;
  private static final float MAX_STREAK_HU = 450;
  private static final int RAYS = 90;

  private MetalStreaks() {}

  /** Puts a piece of metal at a random place into a slice of Hounsfield units. */
  static void draw(float[] values, int width, int height, RandomGenerator random) {
    double centreX = width * (0.2 + 0.6 * random.nextDouble());
    double centreY = height * (0.2 + 0.6 * random.nextDouble());
    double radius = 0.5 + 2.5 * random.nextDouble();
    float strength = MAX_STREAK_HU * random.nextFloat();
    double reach = width * (0.1 + 0.3 * random.nextDouble());
    float[] rays = new float[RAYS];
    for (int ray = 0; ray < RAYS; ray++) {
      float sign = random.nextBoolean() ? 1 : -1;
      float size = random.nextFloat();
      rays[ray] = sign * strength * size * size;
    }
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double dx = x - centreX;
        double dy = y - centreY;
        double distance = Math.hypot(dx, dy);
        if (distance < radius) {
          values[y * width + x] = METAL_HU;
          continue;
        }
        // The same on both sides of the metal: what is disturbed is a line of sight.
        double turn = (Math.atan2(dy, dx) / Math.PI + 1) * RAYS;
        int ray = (int) turn;
        float part = (float) (turn - ray);
        float streak = (1 - part) * rays[ray % RAYS] + part * rays[(ray + 1) % RAYS];
        values[y * width + x] += streak * (float) Math.exp(-distance / reach);
      }
    }
  }
}
