package org.lungseg.training.augment;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Paints dense disease into the lungs of a slice while the labels stay, so that the network learns
 * that diseased lung is lung. There are few severe cases to train on; this makes the rest.
 *
 * <p>Where lung turns white, the thin dark line that partial volume leaves just outside the label
 * is filled as well; a network would otherwise learn to look for that line, which real disease does
 * not have.
 *
 * @param probability how often a slice is painted at all
 */
public record DiseasePainter(double probability) {

  /** How often a painted slice is severe: both lungs, and more patterns in each. */
  private static final double SEVERE = 0.4;

  /** Chance of each further pattern in the same lung. */
  private static final double ANOTHER = 0.35;

  private static final double ANOTHER_WHEN_SEVERE = 0.55;

  /** The greatest deviation of the grain, as a share of the contrast between tissue and lung. */
  private static final float MAX_GRAIN = 0.06f;

  /** Chance that a lung of a painted slice stays healthy. */
  private static final double SPARED = 0.3;

  private static final double SPARED_WHEN_SEVERE = 0.1;

  /** How often dense disease is not even: air stays in branches or in small spaces. */
  private static final float AIR_LEFT = 0.5f;

  /** How far beyond the label the dark rim is filled, in pixels. */
  private static final float RIM_PIXELS = 2.5f;

  /** Relative frequencies, in the order of {@link DiseasePattern}. */
  private static final double[] FREQUENCY = {0.24, 0.16, 0.14, 0.13, 0.13, 0.08, 0.05, 0.07};

  private static final double[] FREQUENCY_WHEN_SEVERE = {
    0.14, 0.18, 0.22, 0.13, 0.19, 0.10, 0.02, 0.02
  };

  /**
   * Paints, or leaves the slice as it is.
   *
   * @param choices what is painted where; the same for neighbouring slices, so that disease runs
   *     through them
   * @param texture the grain, each slice's own
   * @return whether it painted
   */
  public boolean paint(Slice slice, RandomGenerator choices, RandomGenerator texture) {
    if (choices.nextDouble() >= probability) {
      return false;
    }
    if (slice.count(1) + slice.count(2) < LungField.MIN_PIXELS) {
      return false;
    }
    LungField lung = LungField.of(slice);
    boolean severe = choices.nextDouble() < SEVERE;
    double spared = severe ? SPARED_WHEN_SEVERE : SPARED;
    double another = severe ? ANOTHER_WHEN_SEVERE : ANOTHER;
    boolean painted = false;
    for (int label = 1; label <= 2; label++) {
      // Drawn before it is known whether there is this lung: the neighbouring slice may have it.
      SplittableRandom ofLung = new SplittableRandom(choices.nextLong());
      if (ofLung.nextDouble() < spared || lung.box[label - 1] == null) {
        continue;
      }
      do {
        DiseasePattern pattern = choose(severe ? FREQUENCY_WHEN_SEVERE : FREQUENCY, ofLung);
        paintPattern(slice, lung, label, pattern, ofLung.split(), texture);
        painted = true;
      } while (ofLung.nextDouble() < another);
    }
    return painted;
  }

  /** Paints one pattern into one lung. */
  static void paintPattern(
      Slice slice,
      LungField lung,
      int label,
      DiseasePattern pattern,
      RandomGenerator choices,
      RandomGenerator ofSlice) {
    float[] weight = new float[slice.values().length];
    float density =
        pattern.minDensity + (pattern.maxDensity - pattern.minDensity) * choices.nextFloat();
    float contrast = lung.tissueLevel - lung.lungLevel;
    float texture = contrast * MAX_GRAIN * choices.nextFloat();
    float[] grain = SmoothNoise.grain(lung.width, lung.height, texture, true, ofSlice);
    pattern.weigh(lung, label, weight, choices);
    if (pattern.keepsAir && choices.nextFloat() < AIR_LEFT) {
      AirLeft.take(weight, lung, choices);
    }
    float[] values = slice.values();
    boolean right = label == 1;
    for (int at = 0; at < values.length; at++) {
      float amount = weight[at] * density;
      if (amount <= 0) {
        continue;
      }
      float filled = values[at] + amount * (lung.tissueLevel - values[at]) + weight[at] * grain[at];
      if (lung.labels[at] == label) {
        values[at] = filled;
      } else if (lung.labels[at] == 0
          && lung.outside[at] < RIM_PIXELS
          && nearLung(lung, at, right)) {
        values[at] = Math.max(values[at], filled);
      }
    }
  }

  /** Whether a pixel just outside a lung belongs to this lung rather than to the other. */
  private static boolean nearLung(LungField lung, int at, boolean right) {
    int reach = (int) Math.ceil(RIM_PIXELS);
    int x0 = at % lung.width;
    int y0 = at / lung.width;
    byte wanted = (byte) (right ? 1 : 2);
    for (int y = Math.max(0, y0 - reach); y <= Math.min(lung.height - 1, y0 + reach); y++) {
      for (int x = Math.max(0, x0 - reach); x <= Math.min(lung.width - 1, x0 + reach); x++) {
        if (lung.labels[y * lung.width + x] == wanted) {
          return true;
        }
      }
    }
    return false;
  }

  private static DiseasePattern choose(double[] frequency, RandomGenerator random) {
    double left = random.nextDouble();
    DiseasePattern[] patterns = DiseasePattern.values();
    for (int at = 0; at < patterns.length; at++) {
      left -= frequency[at];
      if (left < 0) {
        return patterns[at];
      }
    }
    return DiseasePattern.GROUND_GLASS;
  }
}
