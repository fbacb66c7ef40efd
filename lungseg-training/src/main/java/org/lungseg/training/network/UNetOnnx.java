package org.lungseg.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.convolutional.Convolution;
import ai.djl.nn.norm.BatchNorm;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.lungseg.engine.internal.onnx.OnnxDim;
import org.lungseg.engine.internal.onnx.OnnxGraph;
import org.lungseg.engine.internal.onnx.OnnxWindow;

/**
 * Writes a {@link UNet}, or the mean of several, or one for volumes, as ONNX. Batch normalisation,
 * which is a fixed scale and shift once training is over, is folded into the convolution before it.
 */
public final class UNetOnnx {

  /** DJL's default for batch normalisation. */
  private static final double EPSILON = 1e-5;

  /** The filters of a volume have five axes: out, in, slices, rows, columns. */
  private static final int VOLUME_FILTER = 5;

  private final OnnxGraph graph;
  private final OnnxPrecision precision;

  private UNetOnnx(OnnxGraph graph, OnnxPrecision precision) {
    this.graph = graph;
    this.precision = precision;
  }

  /**
   * The network as the bytes of an ONNX file: {@code input [N, C, H, W]} with free N, H and W, the
   * last two multiples of {@link UNetShape#sizeMultiple()}, to {@code [N, classes, H, W]}: {@code
   * logits} of a single network, {@code probabilities} of several.
   *
   * @param mean its weights are read, not changed
   * @param name the graph's name
   */
  public static byte[] write(NetworkMean mean, String name) {
    OnnxGraph graph = new OnnxGraph(name);
    return write(mean, graph, at -> new FloatPrecision(graph, prefix(at)));
  }

  /**
   * The same with 8-bit integers inside, in the form that inference engines fuse (a pair of
   * QuantizeLinear and DequantizeLinear around each operator); input and output stay floats.
   *
   * @param ranges of the activations of each network
   */
  public static byte[] writeQuantized(
      NetworkMean mean, String name, List<ActivationRanges> ranges) {
    OnnxGraph graph = new OnnxGraph(name);
    return write(mean, graph, at -> new EightBitPrecision(graph, prefix(at), ranges.get(at)));
  }

  /**
   * A network for whole volumes: {@code input [D, 1, H, W]}, all slices of one volume, with free D,
   * H and W that are multiples of {@link UNetShape#sizeMultiple()}, to {@code logits [D, classes,
   * H, W]}. The second channel that the network sees is made of the first: {@code x · scale +
   * shift}, kept within 0 and 1.
   *
   * @param network of three dimensions and two input channels; read, not changed
   * @param name the graph's name
   */
  public static byte[] writeChest(UNet network, String name, float scale, float shift) {
    OnnxGraph graph = new OnnxGraph(name);
    OnnxDim slices = OnnxDim.dynamic("slices");
    OnnxDim rows = OnnxDim.dynamic("height");
    OnnxDim columns = OnnxDim.dynamic("width");
    String input = graph.input("input", slices, OnnxDim.of(1), rows, columns);
    String volume = graph.unsqueeze(graph.transpose(input, 1, 0, 2, 3), 0);
    String scaled = graph.mul(volume, graph.floats("second_scale", new long[0], scale));
    String shifted = graph.add(scaled, graph.floats("second_shift", new long[0], shift));
    String channels = graph.concat(1, volume, graph.clip(shifted, 0, 1));
    String scores = new UNetOnnx(graph, new FloatPrecision(graph, "")).logits(network, channels);
    String bySlice = graph.transpose(graph.squeeze(scores, 0), 1, 0, 2, 3);
    OnnxDim classes = OnnxDim.of(network.shape().classes());
    graph.output(graph.identity(bySlice, "logits"), slices, classes, rows, columns);
    return graph.toBytes();
  }

  /** What the names of a network's constants begin with. */
  private static String prefix(int network) {
    return network == 0 ? "" : "network" + network + "_";
  }

  private static byte[] write(
      NetworkMean mean, OnnxGraph graph, IntFunction<OnnxPrecision> precisions) {
    UNetShape shape = mean.shape();
    OnnxDim batch = OnnxDim.dynamic("batch");
    OnnxDim rows = OnnxDim.dynamic("height");
    OnnxDim columns = OnnxDim.dynamic("width");
    String input = graph.input("input", batch, OnnxDim.of(shape.inputChannels()), rows, columns);
    List<String> logits = new ArrayList<>();
    for (int at = 0; at < mean.networks().size(); at++) {
      UNet network = mean.networks().get(at);
      logits.add(new UNetOnnx(graph, precisions.apply(at)).logits(network, input));
    }
    String output =
        mean.isSingle()
            ? graph.identity(logits.get(0), "logits")
            : graph.identity(probability(graph, logits, mean.shares()), "probabilities");
    graph.output(output, batch, OnnxDim.of(shape.classes()), rows, columns);
    return graph.toBytes();
  }

  private static String probability(OnnxGraph graph, List<String> logits, List<Double> shares) {
    String sum = "";
    for (int at = 0; at < logits.size(); at++) {
      String share = graph.floats("share" + at, new long[0], shares.get(at).floatValue());
      String part = graph.mul(graph.softmax(logits.get(at), 1), share);
      sum = at == 0 ? part : graph.add(sum, part);
    }
    return sum;
  }

  private String logits(UNet network, String input) {
    UNetShape shape = network.shape();
    boolean volume = shape.dimensions() == 3;
    OnnxWindow pool = OnnxWindow.pooling(2);
    String current = input;
    List<String> skips = new ArrayList<>();
    for (int level = 0; level < shape.levels(); level++) {
      if (level > 0) {
        String pooled = graph.maxPool(current, volume ? pool.ofVolume() : pool);
        current = precision.sameRange(pooled, current, Activations.pooled(level));
      }
      Activations.OfStage names = Activations.down(level);
      String made = stage(current, network.downStages().get(level), names, level == 0);
      current = precision.activation(made, names.second());
      skips.add(current);
    }
    for (int level = shape.levels() - 2; level >= 0; level--) {
      String below = convolution(current, network.reductions().get(level), null, false);
      String reduced = precision.activation(below, Activations.reduced(level));
      String large = volume ? doubledVolume(reduced) : doubled(reduced);
      String enlarged = precision.sameRange(large, reduced, Activations.reduced(level));
      String skip = skips.get(level);
      String joined = precision.joined(graph.concat(1, skip, enlarged), skip, enlarged);
      Activations.OfStage names = Activations.up(level);
      String made = stage(joined, network.upStages().get(level), names, false);
      current = level == 0 ? made : precision.activation(made, names.second());
    }
    return convolution(current, network.head(), null, true);
  }

  private String doubled(String pictures) {
    return graph.resize(pictures, 2, OnnxGraph.ResizeMode.LINEAR, OnnxGraph.Coordinates.HALF_PIXEL);
  }

  private String doubledVolume(String volumes) {
    return graph.resizeVolume(
        volumes, 2, OnnxGraph.ResizeMode.LINEAR, OnnxGraph.Coordinates.HALF_PIXEL);
  }

  /** Two convolutions; what comes out is still in floats. */
  private String stage(
      String input, UNet.Stage stage, Activations.OfStage names, boolean firstInFloats) {
    String first = graph.relu(convolution(input, stage.first(), stage.firstNorm(), firstInFloats));
    String between = precision.activation(first, names.first());
    return graph.relu(convolution(between, stage.second(), stage.secondNorm(), false));
  }

  /** The convolutions that see the image and that give the scores stay in floats. */
  private String convolution(
      String input, Convolution convolution, @Nullable BatchNorm norm, boolean inFloats) {
    NDArray weightArray = parameter(convolution, "weight");
    Shape shape = weightArray.getShape();
    float[] weight = weightArray.toFloatArray();
    int filters = (int) shape.get(0);
    float[] bias =
        norm == null ? parameter(convolution, "bias").toFloatArray() : new float[filters];
    if (norm != null) {
      fold(norm, weight, bias);
    }
    OnnxPrecision.Filters constants =
        inFloats
            ? precision.floatFilters(shape.getShape(), weight, bias)
            : precision.filters(input, shape.getShape(), weight, bias);
    OnnxWindow window = OnnxWindow.same((int) shape.get(2));
    return graph.conv(
        input,
        constants.weight(),
        constants.bias(),
        shape.dimension() == VOLUME_FILTER ? window.ofVolume() : window);
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
