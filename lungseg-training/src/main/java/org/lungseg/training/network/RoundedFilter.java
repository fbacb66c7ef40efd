package org.lungseg.training.network;

/**
 * The weights of one filter of a convolution in whole steps of a scale.
 *
 * @param scale the size of a step
 * @param steps of each weight, {@code [in, kernel, kernel]}
 * @param shift by how much the filter's mean output grows through the rounding, where its input has
 *     the given means. What is rounded up and what is rounded down does not even out where inputs
 *     are positive, as after a ReLU. Taken off the bias, it is gone (Nagel et al., Data-Free
 *     Quantization Through Weight Equalization and Bias Correction, ICCV 2019).
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record RoundedFilter(float scale, byte[] steps, double shift) {

  /** Weights use 7 bits, see {@link EightBitPrecision}. */
  private static final int MOST_STEPS = 63;

  private static final float LEAST_SCALE = 1e-8f;

  /**
   * Rounds weights, the greatest of them to the greatest number of steps.
   *
   * @param inputMeans of each input channel; as many weights belong to each
   */
  static RoundedFilter of(float[] weights, float[] inputMeans) {
    float greatest = LEAST_SCALE;
    for (float weight : weights) {
      greatest = Math.max(greatest, Math.abs(weight));
    }
    float scale = greatest / MOST_STEPS;
    int kernel = weights.length / inputMeans.length;
    byte[] steps = new byte[weights.length];
    double shift = 0;
    for (int at = 0; at < weights.length; at++) {
      steps[at] = (byte) Math.round(weights[at] / scale);
      shift += inputMeans[at / kernel] * ((double) steps[at] * scale - weights[at]);
    }
    return new RoundedFilter(scale, steps, shift);
  }
}
