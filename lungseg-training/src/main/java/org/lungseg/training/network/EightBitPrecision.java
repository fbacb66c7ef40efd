package org.lungseg.training.network;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.lungseg.engine.internal.onnx.OnnxGraph;

/**
 * Activations as unsigned bytes with one scale each, weights as signed bytes with one scale for
 * each filter (Jacob et al., CVPR 2018). Weights use 7 bits: processors without dot-product
 * instructions add pairs of products in 16 bits, which 8-bit weights would overflow. The bias of
 * each filter makes up for what the rounding of its weights adds on average.
 */
final class EightBitPrecision implements OnnxPrecision {

  private static final int ACTIVATION_STEPS = 255;
  private static final int FILTER_AXIS = 0;

  private final OnnxGraph graph;
  private final String prefix;
  private final ActivationRanges ranges;
  private final Map<String, Quantized> quantized = new HashMap<>();
  private int constants;

  /**
   * What is known of a tensor.
   *
   * @param means of its channels, over the observed pictures
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  private record Quantized(ActivationRanges.Range range, float[] means) {}

  EightBitPrecision(OnnxGraph graph, String prefix, ActivationRanges ranges) {
    this.graph = graph;
    this.prefix = prefix;
    this.ranges = ranges;
  }

  @Override
  public String activation(String tensor, String activation) {
    return quantize(tensor, new Quantized(ranges.of(activation), ranges.means(activation)));
  }

  @Override
  public String sameRange(String tensor, String other, String activation) {
    return quantize(tensor, new Quantized(known(other).range(), ranges.means(activation)));
  }

  @Override
  public String joined(String tensor, String first, String second) {
    Quantized one = known(first);
    Quantized two = known(second);
    float[] means = Arrays.copyOf(one.means(), one.means().length + two.means().length);
    System.arraycopy(two.means(), 0, means, one.means().length, two.means().length);
    return quantize(tensor, new Quantized(one.range().with(two.range()), means));
  }

  @Override
  public Filters filters(String input, long[] shape, float[] weight, float[] bias) {
    int index = constants++;
    int filters = bias.length;
    int each = weight.length / filters;
    Quantized known = known(input);
    float inputScale = scale(known.range());
    float[] weightScale = new float[filters];
    float[] biasScale = new float[filters];
    byte[] weightSteps = new byte[weight.length];
    int[] biasSteps = new int[filters];
    for (int filter = 0; filter < filters; filter++) {
      RoundedFilter rounded =
          RoundedFilter.of(
              Arrays.copyOfRange(weight, filter * each, (filter + 1) * each), known.means());
      weightScale[filter] = rounded.scale();
      biasScale[filter] = inputScale * rounded.scale();
      System.arraycopy(rounded.steps(), 0, weightSteps, filter * each, each);
      biasSteps[filter] = (int) Math.round((bias[filter] - rounded.shift()) / biasScale[filter]);
    }
    long[] one = {filters};
    String weightName =
        graph.dequantize(
            graph.bytes(prefix + "weight" + index, shape, true, weightSteps),
            graph.floats(prefix + "weight" + index + "_scale", one, weightScale),
            graph.bytes(prefix + "weight" + index + "_zero", one, true, new byte[filters]),
            FILTER_AXIS);
    String biasName =
        graph.dequantize(
            graph.ints(prefix + "bias" + index, one, biasSteps),
            graph.floats(prefix + "bias" + index + "_scale", one, biasScale),
            graph.ints(prefix + "bias" + index + "_zero", one, new int[filters]),
            FILTER_AXIS);
    return new Filters(weightName, biasName);
  }

  @Override
  public Filters floatFilters(long[] shape, float[] weight, float[] bias) {
    int index = constants++;
    return new Filters(
        graph.floats(prefix + "weight" + index, shape, weight),
        graph.floats(prefix + "bias" + index, new long[] {bias.length}, bias));
  }

  private String quantize(String tensor, Quantized known) {
    int index = constants++;
    ActivationRanges.Range range = known.range();
    float scale = scale(range);
    byte zero = (byte) Math.round(-range.low() / scale);
    String scaleName = graph.floats(prefix + "scale" + index, new long[0], scale);
    String zeroName = graph.bytes(prefix + "zero" + index, new long[0], false, zero);
    String steps = graph.quantize(tensor, scaleName, zeroName);
    String result = graph.dequantize(steps, scaleName, zeroName, 0);
    quantized.put(result, known);
    return result;
  }

  private Quantized known(String tensor) {
    Quantized known = quantized.get(tensor);
    if (known == null) {
      throw new IllegalStateException("tensor " + tensor + " was not quantised");
    }
    return known;
  }

  private static float scale(ActivationRanges.Range range) {
    return (range.high() - range.low()) / ACTIVATION_STEPS;
  }
}
