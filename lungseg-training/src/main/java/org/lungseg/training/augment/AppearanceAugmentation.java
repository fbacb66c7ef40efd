package org.lungseg.training.augment;

import java.util.random.RandomGenerator;

/**
 * How a slice looks: scanner noise and kernel, window, and what happens to pictures on their way to
 * the web (8 bits, stretched contrast, CLAHE, gamma). It ends with the network's input, 0 to 1.
 *
 * <p>CT that was exported as pictures has lost its Hounsfield scale; a network that is to work on
 * both has to see both, of the same patients.
 *
 * @param windowLow the Hounsfield value that becomes 0
 * @param windowHigh the Hounsfield value that becomes 1
 * @param pictureProbability how often a Hounsfield slice is made to look like an 8-bit picture
 * @param strength scales noise, blur and contrast changes; 0 for none
 */
public record AppearanceAugmentation(
    double windowLow, double windowHigh, double pictureProbability, double strength) {

  private static final float PICTURE_STEPS = 255;

  /** How often pixels are made as coarse as whole-body and research scans have them. */
  private static final double COARSE = 0.1;

  /**
   * How often a slice in Hounsfield units is changed in brightness and contrast as pictures are.
   * Seldom: that fat has −100 HU and fluid 10 is what tells them apart, and a network whose
   * Hounsfield slices are all shifted cannot learn it.
   */
  private static final double MISCALIBRATED = 0.12;

  /** How often metal throws streaks over a slice. */
  private static final double STREAKS = 0.05;

  /** Windows in which chest CT is exported: lung windows of several houses, and wide ones. */
  private static final float[][] EXPORT_WINDOWS = {
    {-1250, 250}, {-1350, 150}, {-1000, 400}, {-1200, 200}, {-1024, 1024}, {-1000, 200}
  };

  /**
   * Turns the slice into network input in place.
   *
   * @param random kernel, window, contrast: the same for neighbouring slices
   * @param texture the noise, each slice's own
   */
  public void apply(Slice slice, RandomGenerator random, RandomGenerator texture) {
    float[] values = slice.values();
    int width = slice.width();
    int height = slice.height();
    boolean displayed = true;
    if (slice.hounsfield()) {
      scanner(values, width, height, random, texture);
      if (random.nextDouble() < STREAKS * strength) {
        MetalStreaks.draw(values, width, height, random);
      }
      if (random.nextDouble() < COARSE * strength) {
        SmoothNoise.coarsen(values, width, height, 2 + (int) (1.3 * random.nextDouble()));
      }
      if (random.nextDouble() < pictureProbability) {
        exportAsPicture(values, width, height, random);
      } else {
        double low = windowLow + 15 * strength * random.nextGaussian();
        double high = windowHigh + 40 * strength * random.nextGaussian();
        stretch(values, (float) low, (float) high);
        displayed = random.nextDouble() < MISCALIBRATED;
      }
      slice.markNormalised();
    } else {
      for (int at = 0; at < values.length; at++) {
        values[at] = clamp(values[at]);
      }
    }
    if (displayed) {
      display(values, width, height, random, texture);
    }
  }

  private void scanner(
      float[] values, int width, int height, RandomGenerator random, RandomGenerator texture) {
    double kind = random.nextDouble();
    if (kind < 0.2 * strength) {
      SmoothNoise.blur3(values, width, height, 1);
    } else if (kind < 0.35 * strength) {
      sharpen(values, width, height, 1.5f * random.nextFloat());
    }
    if (random.nextDouble() < 0.5 * strength) {
      float sd = (float) (60 * strength * random.nextDouble() * random.nextDouble());
      float[] noise = SmoothNoise.grain(width, height, sd, random.nextBoolean(), texture);
      for (int at = 0; at < values.length; at++) {
        values[at] += noise[at];
      }
    }
  }

  /** What happens to a slice on its way to an 8-bit picture; values 0 to 1 afterwards. */
  static void exportAsPicture(float[] values, int width, int height, RandomGenerator random) {
    if (random.nextDouble() < 0.5) {
      float low = Float.MAX_VALUE;
      float high = -Float.MAX_VALUE;
      for (float value : values) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
      stretch(values, low, Math.max(high, low + 1));
    } else {
      float[] window = EXPORT_WINDOWS[random.nextInt(EXPORT_WINDOWS.length)];
      stretch(
          values,
          window[0] + 50 * (float) random.nextGaussian(),
          window[1] + 100 * (float) random.nextGaussian());
    }
    for (int at = 0; at < values.length; at++) {
      values[at] = Math.round(values[at] * PICTURE_STEPS) / PICTURE_STEPS;
    }
    if (random.nextDouble() < 0.6) {
      Clahe.apply(values, width, height, 4 + 2 * random.nextInt(3), 2 + 6 * random.nextDouble());
    }
  }

  private void display(
      float[] values, int width, int height, RandomGenerator random, RandomGenerator texture) {
    if (random.nextDouble() < 0.4 * strength) {
      double gamma = Math.exp(0.35 * strength * (2 * random.nextDouble() - 1));
      for (int at = 0; at < values.length; at++) {
        values[at] = (float) Math.pow(values[at], gamma);
      }
    }
    if (random.nextDouble() < 0.4 * strength) {
      float contrast = (float) (1 + 0.2 * strength * (2 * random.nextDouble() - 1));
      float brightness = (float) (0.08 * strength * (2 * random.nextDouble() - 1));
      for (int at = 0; at < values.length; at++) {
        values[at] = clamp((values[at] - 0.5f) * contrast + 0.5f + brightness);
      }
    }
    if (random.nextDouble() < 0.3 * strength) {
      float sd = (float) (0.03 * strength * random.nextDouble());
      float[] noise = SmoothNoise.grain(width, height, sd, false, texture);
      for (int at = 0; at < values.length; at++) {
        values[at] = clamp(values[at] + noise[at]);
      }
    }
  }

  /** The window: {@code low} becomes 0, {@code high} becomes 1, clipped. */
  static void stretch(float[] values, float low, float high) {
    float scale = 1 / (high - low);
    for (int at = 0; at < values.length; at++) {
      values[at] = clamp((values[at] - low) * scale);
    }
  }

  /** A sharp kernel: what a blur would take away is added. */
  static void sharpen(float[] values, int width, int height, float amount) {
    float[] soft = values.clone();
    SmoothNoise.blur3(soft, width, height, 1);
    for (int at = 0; at < values.length; at++) {
      values[at] += amount * (values[at] - soft[at]);
    }
  }

  private static float clamp(float value) {
    return Math.max(0, Math.min(1, value));
  }
}
