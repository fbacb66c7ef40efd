package org.lungseg.engine.internal.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts the floating-point operations of a convolutional network from its ONNX file: for each
 * output pixel (voxel, in a network over volumes) of each convolution twice the weights of the
 * filters, a multiplication and an addition each. All else (pooling, enlarging, activations) is
 * left out; in a U-Net it is about one part in fifty.
 */
public final class ConvolutionCost {

  private static final int MODEL_GRAPH = 7;
  private static final int GRAPH_NODE = 1;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int GRAPH_INPUT = 11;
  private static final int NODE_INPUT = 1;
  private static final int NODE_OUTPUT = 2;
  private static final int NODE_OPERATOR = 4;
  private static final int NODE_ATTRIBUTE = 5;
  private static final int ATTRIBUTE_NAME = 1;
  private static final int ATTRIBUTE_INTS = 8;
  private static final int TENSOR_DIMS = 1;
  private static final int TENSOR_NAME = 8;
  private static final int TENSOR_RAW = 9;

  /** The scales of a resize begin with those of batch and channels, which stay as they are. */
  private static final int FIRST_SPATIAL_SCALE = 2;

  /** Those of a volume: batch, channels, slices, rows, columns. */
  private static final int MOST_SCALES = 5;

  /** The weights that each tensor of constants has; 0 for what is no constant. */
  private final Map<String, Long> weights = new HashMap<>();

  /** By how much the area, or volume, of a tensor differs from that of the input. */
  private final Map<String, Double> areas = new HashMap<>();

  /** By how much a resize with these constants changes the area. */
  private final Map<String, Double> enlargements = new HashMap<>();

  private double operations;

  private ConvolutionCost() {}

  /**
   * The operations for each pixel of the network's input.
   *
   * @param onnx the content of an ONNX file, with constants inside
   * @throws IllegalArgumentException if it is none
   */
  public static double perPixel(byte[] onnx) {
    ProtoReader model = new ProtoReader(onnx);
    ConvolutionCost cost = new ConvolutionCost();
    boolean graph = false;
    while (model.next()) {
      if (model.field() == MODEL_GRAPH) {
        graph = true;
        cost.constants(model.message());
        cost.nodes(model.message());
      }
    }
    if (!graph) {
      throw new IllegalArgumentException("no ONNX file: it holds no graph");
    }
    return cost.operations;
  }

  private void constants(ProtoReader graph) {
    while (graph.next()) {
      if (graph.field() == GRAPH_INITIALIZER) {
        constant(graph.message());
      } else if (graph.field() == GRAPH_INPUT) {
        ProtoReader input = graph.message();
        if (input.next()) {
          areas.put(input.text(), 1.0);
        }
      }
    }
  }

  private void constant(ProtoReader tensor) {
    long count = 1;
    int rank = 0;
    String name = "";
    double enlargement = 1;
    while (tensor.next()) {
      switch (tensor.field()) {
        case TENSOR_DIMS -> {
          for (long dim : tensor.numbers()) {
            count *= dim;
            rank++;
          }
        }
        case TENSOR_NAME -> name = tensor.text();
        case TENSOR_RAW -> {
          if (rank == 1 && count <= MOST_SCALES) { // dimensions come before values
            float[] scales = tensor.floats();
            for (int axis = FIRST_SPATIAL_SCALE; axis < scales.length; axis++) {
              enlargement *= scales[axis];
            }
          }
        }
        default -> {}
      }
    }
    weights.put(name, count);
    enlargements.put(name, enlargement);
  }

  private void nodes(ProtoReader graph) {
    while (graph.next()) {
      if (graph.field() == GRAPH_NODE) {
        node(graph.message());
      }
    }
  }

  private void node(ProtoReader node) {
    List<String> inputs = new ArrayList<>();
    String output = "";
    String operator = "";
    long stride = 1;
    while (node.next()) {
      switch (node.field()) {
        case NODE_INPUT -> inputs.add(node.text());
        case NODE_OUTPUT -> output = node.text();
        case NODE_OPERATOR -> operator = node.text();
        case NODE_ATTRIBUTE -> stride *= strides(node.message());
        default -> {}
      }
    }
    if (inputs.isEmpty()) {
      return;
    }
    double area = areas.getOrDefault(inputs.get(0), 0.0);
    switch (operator) {
      case "Conv" -> {
        area /= stride;
        operations += 2.0 * weights.getOrDefault(inputs.get(1), 0L) * area;
      }
      case "MaxPool", "AveragePool" -> area /= stride;
      case "Resize" -> {
        for (String input : inputs.subList(1, inputs.size())) {
          area *= enlargements.getOrDefault(input, 1.0);
        }
      }
      // Quantised weights pass through such a node on their way to the convolution.
      case "DequantizeLinear" -> weights.put(output, weights.getOrDefault(inputs.get(0), 0L));
      default -> {}
    }
    areas.put(output, area);
  }

  /** The product of the strides, if the attribute holds those. */
  private static long strides(ProtoReader attribute) {
    boolean strides = false;
    long product = 1;
    while (attribute.next()) {
      if (attribute.field() == ATTRIBUTE_NAME) {
        strides = attribute.text().equals("strides");
      } else if (attribute.field() == ATTRIBUTE_INTS) {
        product *= Arrays.stream(attribute.numbers()).reduce(1, (a, b) -> a * b);
      }
    }
    return strides ? product : 1;
  }
}
