package org.lungseg.engine.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.lungseg.api.CancellationToken;
import org.lungseg.api.Device;
import org.lungseg.api.Label;
import org.lungseg.api.LabelSet;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.engine.ModelDescription;
import org.lungseg.engine.ModelPackage;
import org.lungseg.engine.internal.network.DjlOnnxRunner;
import org.lungseg.engine.internal.onnx.OnnxDim;
import org.lungseg.engine.internal.onnx.OnnxGraph;
import org.lungseg.engine.internal.onnx.OnnxWindow;
import org.lungseg.engine.internal.run.Workers;
import org.lungseg.engine.spi.NetworkRunner;

/**
 * Times networks of random weights in the library's own inference engine: slices of {@value #SIDE}
 * × {@value #SIDE} pixels, each on one thread, several at a time, as a segmentation runs its
 * network. What a network computes does not change how long it takes.
 */
public final class NetworkSpeed {

  /** The pictures that lungmask's networks see. */
  public static final int SIDE = 256;

  private static final int LARGE_WIDTH = 64;
  private static final int LARGE_LEVELS = 5;
  private static final int LARGE_CLASSES = 3;

  /** A convolution of 64 filters on 64 channels: 4.8 billion operations, all in cache. */
  private static final int FLOOR_WIDTH = 64;

  private static final int FLOOR_LAYERS = 4;
  private static final int FLOOR_ROUNDS = 4;

  private final OnnxGraph graph;
  private final SplittableRandom random = new SplittableRandom(1);
  private int constants;

  private NetworkSpeed(OnnxGraph graph) {
    this.graph = graph;
  }

  /**
   * How long a network takes for some slices.
   *
   * @param slices how many
   * @param time for all of them together
   * @param operations floating-point operations of the convolutions for all of them
   */
  public record Pass(int slices, Duration time, double operations) {

    /** Billions of floating-point operations a second. */
    public double gigaflops() {
      return operations / time.toNanos();
    }
  }

  /**
   * Times a U-Net of the size of lungmask's R231 (Hofmanninger et al., 2020): five levels of 64 to
   * 1024 filters, two 3×3 convolutions with ReLU and batch normalisation a level, 29 million
   * weights.
   *
   * @param slices how many to time; further ones, one a thread, warm up
   * @throws org.lungseg.api.OperationCancelledException if the work was cancelled
   */
  public static Pass ofLargeUNet(int slices, int threads, CancellationToken cancellation) {
    OnnxGraph graph = new OnnxGraph("large-u-net");
    new NetworkSpeed(graph).writeLargeUNet();
    return time(graph, LARGE_CLASSES, slices, threads, cancellation);
  }

  /**
   * The most arithmetic that convolutions reach on this machine: some layers of 3×3 filters on 64
   * channels, nothing between them.
   *
   * @throws org.lungseg.api.OperationCancelledException if the work was cancelled
   */
  public static Pass ofPlainConvolutions(int threads, CancellationToken cancellation) {
    OnnxGraph graph = new OnnxGraph("convolutions");
    NetworkSpeed writer = new NetworkSpeed(graph);
    String current = writer.input();
    int channels = 1;
    for (int layer = 0; layer <= FLOOR_LAYERS; layer++) {
      current = writer.convolution(current, channels, FLOOR_WIDTH, 3);
      channels = FLOOR_WIDTH;
    }
    writer.output(writer.convolution(current, channels, 2, 1), 2);
    return time(graph, 2, FLOOR_ROUNDS * threads, threads, cancellation);
  }

  private static Pass time(
      OnnxGraph graph, int classes, int slices, int threads, CancellationToken cancellation) {
    ModelPackage model = model(graph.toBytes(), classes);
    Workers workers = Workers.of(SegmenterOptions.builder().threads(threads).build());
    try (NetworkRunner runner = DjlOnnxRunner.load(model, Device.cpu(), 1)) {
      run(runner, threads, workers, cancellation);
      long start = System.nanoTime();
      run(runner, slices, workers, cancellation);
      return new Pass(
          slices,
          Duration.ofNanos(System.nanoTime() - start),
          NetworkWork.operationsPerPixel(model) * SIDE * SIDE * slices);
    }
  }

  private static void run(
      NetworkRunner runner, int slices, Workers workers, CancellationToken cancellation) {
    workers.forEach(
        slices,
        () -> {
          float[] picture = new float[SIDE * SIDE];
          SplittableRandom random = new SplittableRandom(2);
          for (int at = 0; at < picture.length; at++) {
            picture[at] = (float) random.nextDouble();
          }
          return slice -> {
            cancellation.throwIfCancelled();
            runner.run(picture, 1, SIDE, SIDE);
          };
        });
  }

  private void writeLargeUNet() {
    String current = input();
    int channels = 1;
    List<String> skips = new ArrayList<>();
    for (int level = 0; level < LARGE_LEVELS; level++) {
      if (level > 0) {
        current = graph.averagePool(current, OnnxWindow.pooling(2));
      }
      current = level(current, channels, LARGE_WIDTH << level);
      channels = LARGE_WIDTH << level;
      skips.add(current);
    }
    for (int level = LARGE_LEVELS - 2; level >= 0; level--) {
      int filters = LARGE_WIDTH << level;
      String reduced = convolution(current, channels, filters, 1);
      String doubled =
          graph.resize(reduced, 2, OnnxGraph.ResizeMode.LINEAR, OnnxGraph.Coordinates.HALF_PIXEL);
      current = level(graph.concat(1, doubled, skips.get(level)), 2 * filters, filters);
      channels = filters;
    }
    output(convolution(current, channels, LARGE_CLASSES, 1), LARGE_CLASSES);
  }

  private String level(String input, int channels, int filters) {
    String first = normalised(graph.relu(convolution(input, channels, filters, 3)), filters);
    return normalised(graph.relu(convolution(first, filters, filters, 3)), filters);
  }

  private String normalised(String input, int channels) {
    String one = filled(channels, 1);
    String zero = filled(channels, 0);
    return graph.batchNormalization(input, one, zero, zero, one, 1e-5f);
  }

  private String filled(int count, float value) {
    float[] values = new float[count];
    Arrays.fill(values, value);
    return graph.floats("constant" + constants++, new long[] {count}, values);
  }

  private String convolution(String input, int channels, int filters, int kernel) {
    float[] weights = new float[filters * channels * kernel * kernel];
    // Keeps the size of activations from layer to layer, so that none become denormal.
    double spread = Math.sqrt(6.0 / (channels * kernel * kernel));
    for (int at = 0; at < weights.length; at++) {
      weights[at] = (float) ((2 * random.nextDouble() - 1) * spread);
    }
    String weight =
        graph.floats(
            "constant" + constants++, new long[] {filters, channels, kernel, kernel}, weights);
    return graph.conv(input, weight, filled(filters, 0), OnnxWindow.same(kernel));
  }

  private String input() {
    return graph.input(
        "image",
        OnnxDim.dynamic("batch"),
        OnnxDim.of(1),
        OnnxDim.dynamic("height"),
        OnnxDim.dynamic("width"));
  }

  private void output(String scores, int classes) {
    graph.output(
        graph.identity(scores, "scores"),
        OnnxDim.dynamic("batch"),
        OnnxDim.of(classes),
        OnnxDim.dynamic("height"),
        OnnxDim.dynamic("width"));
  }

  private static ModelPackage model(byte[] network, int classes) {
    List<Integer> values = new ArrayList<>();
    List<Label> labels = new ArrayList<>();
    for (int value = 0; value < classes; value++) {
      values.add(value);
      if (value > 0) {
        labels.add(new Label(value, "structure " + value, "", 0x808080));
      }
    }
    ModelDescription description =
        new ModelDescription(
            "benchmark",
            "1",
            "random weights, to be timed",
            new ModelDescription.NetworkFile(
                "network.onnx", ModelDescription.NetworkFormat.ONNX, "0".repeat(64)),
            new ModelDescription.Input(
                2,
                2.5,
                1 << (LARGE_LEVELS - 1),
                List.of(0.0),
                new ModelDescription.Range(-1024, 600),
                new ModelDescription.Range(0, 100)),
            new ModelDescription.Output(ModelDescription.OutputKind.LOGITS, values),
            new LabelSet(labels),
            "CC0-1.0",
            List.of(),
            Map.of(),
            "benchmarks");
    return ModelPackage.inMemory(description, network);
  }
}
