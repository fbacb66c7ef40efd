package org.lungseg.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lungseg.engine.internal.onnx.OnnxDim;
import org.lungseg.engine.internal.onnx.OnnxGraph;
import org.lungseg.engine.internal.onnx.OnnxWindow;

/**
 * Writes a {@link UNet} as ONNX. Batch normalisation, which is a fixed scale and shift once
 * training is over, is folded into the convolution before it.
 */
public final class UNetOnnx {

  /** DJL's default for batch normalisation. */
  private static final double EPSILON = 1e-5;

  private final OnnxGraph graph;
  private int convolutions;

  private UNetOnnx(OnnxGraph graph) {
    this.graph = graph;
  }

  /**
   * The network as the bytes of an ONNX file: {@code input [N, C, H, W]} to {@code logits [N,
   * classes, H, W]} with free N, H and W, the last two multiples of {@link
   * UNetShape#sizeMultiple()}.
   *
   * @param network initialised; its weights are read, not changed
   * @param name the graph's name
   */
  public static byte[] write(UNet network, String name) {
    UNetShape shape = network.shape();
    OnnxGraph graph = new OnnxGraph(name);
    UNetOnnx writer = new UNetOnnx(graph);
    OnnxDim batch = OnnxDim.dynamic("batch");
    OnnxDim rows = OnnxDim.dynamic("height");
    OnnxDim columns = OnnxDim.dynamic("width");
    String current = graph.input("input", batch, OnnxDim.of(shape.inputChannels()), rows, columns);
    List<String> skips = new ArrayList<>();
    for (int level = 0; level < shape.levels(); level++) {
      if (level > 0) {
        current = graph.maxPool(current, OnnxWindow.pooling(2));
      }
      current = writer.stage(current, network.downStages().get(level));
      skips.add(current);
    }
    for (int level = shape.levels() - 2; level >= 0; level--) {
      String reduced = writer.convolution(current, network.reductions().get(level), null);
      String enlarged =
          graph.resize(reduced, 2, OnnxGraph.ResizeMode.LINEAR, OnnxGraph.Coordinates.HALF_PIXEL);
      String joined = graph.concat(1, skips.get(level), enlarged);
      current = writer.stage(joined, network.upStages().get(level));
    }
    String logits = graph.identity(writer.convolution(current, network.head(), null), "logits");
    graph.output(logits, batch, OnnxDim.of(shape.classes()), rows, columns);
    return graph.toBytes();
  }

  private String stage(String input, UNet.Stage stage) {
    String first = graph.relu(convolution(input, stage.first(), stage.firstNorm()));
    return graph.relu(convolution(first, stage.second(), stage.secondNorm()));
  }

  private String convolution(String input, Conv2d convolution, @Nullable BatchNorm norm) {
    NDArray weightArray = parameter(convolution, "weight");
    Shape shape = weightArray.getShape();
    float[] weight = weightArray.toFloatArray();
    int filters = (int) shape.get(0);
    float[] bias =
        norm == null ? parameter(convolution, "bias").toFloatArray() : new float[filters];
    if (norm != null) {
      fold(norm, weight, bias);
    }
    int index = convolutions++;
    String weightName = graph.floats("weight" + index, shape.getShape(), weight);
    String biasName = graph.floats("bias" + index, new long[] {filters}, bias);
    return graph.conv(input, weightName, biasName, OnnxWindow.same((int) shape.get(2)));
  }

  private static void fold(BatchNorm norm, float[] weight, float[] bias) {
    float[] gamma = parameter(norm, "gamma").toFloatArray();
    float[] beta = parameter(norm, "beta").toFloatArray();
    float[] mean = parameter(norm, "runningMean").toFloatArray();
    float[] variance = parameter(norm, "runningVar").toFloatArray();
    int each = weight.length / bias.length;
    for (int filter = 0; filter < bias.length; filter++) {
      double scale = gamma[filter] / Math.sqrt(variance[filter] + EPSILON);
      for (int at = 0; at < each; at++) {
        weight[filter * each + at] = (float) (weight[filter * each + at] * scale);
      }
      bias[filter] = (float) (beta[filter] + (bias[filter] - mean[filter]) * scale);
    }
  }

  private static NDArray parameter(Block block, String name) {
    return block.getParameters().get(name).getArray();
  }
}
