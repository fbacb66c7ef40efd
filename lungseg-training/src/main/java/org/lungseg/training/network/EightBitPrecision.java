package org.lungseg.training.network;

import java.util.HashMap;
import java.util.Map;
import org.lungseg.engine.internal.onnx.OnnxGraph;

/**
 * Activations as unsigned bytes with one scale each, weights as signed bytes with one scale for
 * each filter (Jacob et al., CVPR 2018). Weights use 7 bits: processors without dot-product
 * instructions add pairs of products in 16 bits, which 8-bit weights would overflow.
 */
final class EightBitPrecision implements OnnxPrecision {

  private static final int ACTIVATION_STEPS = 255;
  private static final int WEIGHT_STEPS = 63;
  private static final int FILTER_AXIS = 0;
  private static final float LEAST_SCALE = 1e-8f;

  private final OnnxGraph graph;
  private final String prefix;
  private final ActivationRanges ranges;
  private final Map<String, ActivationRanges.Range> rangeOf = new HashMap<>();
  private int constants;

  EightBitPrecision(OnnxGraph graph, String prefix, ActivationRanges ranges) {
    this.graph = graph;
    this.prefix = prefix;
    this.ranges = ranges;
  }

  @Override
  public String activation(String tensor, String activation) {
    return quantized(tensor, ranges.of(activation));
  }

  @Override
  public String sameRange(String tensor, String other) {
    return quantized(tensor, range(other));
  }

  @Override
  public String joined(String tensor, String first, String second) {
    return quantized(tensor, range(first).with(range(second)));
  }

  @Override
  public Filters filters(String input, long[] shape, float[] weight, float[] bias) {
    int index = constants++;
    int filters = bias.length;
    int each = weight.length / filters;
    float inputScale = scale(range(input));
    float[] weightScale = new float[filters];
    float[] biasScale = new float[filters];
    byte[] weightSteps = new byte[weight.length];
    int[] biasSteps = new int[filters];
    for (int filter = 0; filter < filters; filter++) {
      float greatest = LEAST_SCALE;
      for (int at = filter * each; at < (filter + 1) * each; at++) {
        greatest = Math.max(greatest, Math.abs(weight[at]));
      }
      weightScale[filter] = greatest / WEIGHT_STEPS;
      biasScale[filter] = inputScale * weightScale[filter];
      for (int at = filter * each; at < (filter + 1) * each; at++) {
        weightSteps[at] = (byte) Math.round(weight[at] / weightScale[filter]);
      }
      biasSteps[filter] = Math.round(bias[filter] / biasScale[filter]);
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

  private String quantized(String tensor, ActivationRanges.Range range) {
    int index = constants++;
    float scale = scale(range);
    byte zero = (byte) Math.round(-range.low() / scale);
    String scaleName = graph.floats(prefix + "scale" + index, new long[0], scale);
    String zeroName = graph.bytes(prefix + "zero" + index, new long[0], false, zero);
    String steps = graph.quantize(tensor, scaleName, zeroName);
    String result = graph.dequantize(steps, scaleName, zeroName, 0);
    rangeOf.put(result, range);
    return result;
  }

  private ActivationRanges.Range range(String tensor) {
    ActivationRanges.Range range = rangeOf.get(tensor);
    if (range == null) {
      throw new IllegalStateException("tensor " + tensor + " was not quantised");
    }
    return range;
  }

  private static float scale(ActivationRanges.Range range) {
    return (range.high() - range.low()) / ACTIVATION_STEPS;
  }
}
