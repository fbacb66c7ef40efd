package org.lungseg.training.network;

import org.lungseg.engine.internal.onnx.OnnxGraph;

/** 32-bit floats, as trained. */
final class FloatPrecision implements OnnxPrecision {

  private final OnnxGraph graph;
  private final String prefix;
  private int convolutions;

  FloatPrecision(OnnxGraph graph, String prefix) {
    this.graph = graph;
    this.prefix = prefix;
  }

  @Override
  public String activation(String tensor, String activation) {
    return tensor;
  }

  @Override
  public String sameRange(String tensor, String other, String activation) {
    return tensor;
  }

  @Override
  public String joined(String tensor, String first, String second) {
    return tensor;
  }

  @Override
  public Filters filters(String input, long[] shape, float[] weight, float[] bias) {
    return floatFilters(shape, weight, bias);
  }

  @Override
  public Filters floatFilters(long[] shape, float[] weight, float[] bias) {
    int index = convolutions++;
    return new Filters(
        graph.floats(prefix + "weight" + index, shape, weight),
        graph.floats(prefix + "bias" + index, new long[] {bias.length}, bias));
  }
}
