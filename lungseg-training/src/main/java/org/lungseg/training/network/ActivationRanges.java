package org.lungseg.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Between which values the activations of a network lie, for quantisation. Observed on pictures;
 * single outliers are cut off, since a range that holds them wastes the steps of all others.
 */
public final class ActivationRanges {

  /** The share of values of a picture that may lie beyond the range. */
  private static final double OUTLIERS = 1e-4;

  /**
   * A range.
   *
   * @param low at most 0, so that 0 can be written exactly
   * @param high greater than low
   */
  record Range(float low, float high) {

    Range with(Range other) {
      return new Range(Math.min(low, other.low), Math.max(high, other.high));
    }
  }

  private static final float LEAST_WIDTH = 1e-3f;

  private final Map<String, Range> ranges = new LinkedHashMap<>();

  /** The means of each channel, added up over the pictures. */
  private final Map<String, double[]> channelSums = new LinkedHashMap<>();

  private int pictures;

  /** No ranges yet. */
  public ActivationRanges() {}

  /**
   * Widens the ranges to what the network does with a picture.
   *
   * @param picture {@code [channels, H, W]}, one after the other
   */
  public void observe(NDManager manager, UNet network, float[] picture, int height, int width) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      Shape shape = new Shape(1, network.shape().inputChannels(), height, width);
      NDArray input = manager.create(picture, shape);
      network.forward(new ParameterStore(manager, false), new NDList(input), this::see);
      pictures++;
    }
  }

  /** The range of an activation, by its name in {@link Activations}. */
  Range of(String activation) {
    Range range = ranges.get(activation);
    if (range == null) {
      throw new IllegalStateException("activation " + activation + " was never observed");
    }
    return range;
  }

  /** The mean of each channel of an activation, by its name in {@link Activations}. */
  float[] means(String activation) {
    double[] sums = channelSums.get(activation);
    if (sums == null) {
      throw new IllegalStateException("activation " + activation + " was never observed");
    }
    float[] means = new float[sums.length];
    for (int channel = 0; channel < means.length; channel++) {
      means[channel] = (float) (sums[channel] / pictures);
    }
    return means;
  }

  private void see(String activation, NDArray values) {
    float[] sorted = values.toFloatArray();
    int channels = Math.toIntExact(values.getShape().get(1));
    addMeans(sorted, channelSums.computeIfAbsent(activation, name -> new double[channels]));
    Arrays.sort(sorted);
    int cut = (int) (OUTLIERS * sorted.length);
    float low = Math.min(0, sorted[cut]);
    float high = Math.max(low + LEAST_WIDTH, sorted[sorted.length - 1 - cut]);
    ranges.merge(activation, new Range(low, high), Range::with);
  }

  private static void addMeans(float[] values, double[] sums) {
    int each = values.length / sums.length;
    for (int at = 0; at < values.length; at++) {
      sums[at / each] += (double) values[at] / each;
    }
  }
}
