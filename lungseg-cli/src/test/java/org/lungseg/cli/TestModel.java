package org.lungseg.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.lungseg.api.LungLabels;
import org.lungseg.engine.ModelDescription;
import org.lungseg.engine.ModelDescription.Input;
import org.lungseg.engine.ModelDescription.NetworkFile;
import org.lungseg.engine.ModelDescription.NetworkFormat;
import org.lungseg.engine.ModelDescription.Output;
import org.lungseg.engine.ModelDescription.OutputKind;
import org.lungseg.engine.ModelDescription.Range;
import org.lungseg.engine.ModelPackage;
import org.lungseg.engine.internal.onnx.OnnxAttribute;
import org.lungseg.engine.internal.onnx.OnnxDim;
import org.lungseg.engine.internal.onnx.OnnxGraph;
import org.lungseg.engine.internal.onnx.OnnxWindow;

/**
 * A small real ONNX network that finds healthy lungs without training: what is darker than tissue
 * and brighter than air is lung, right in the half of the picture where the patient's right is.
 */
final class TestModel {

  /** The numbers that the window below makes of −970 and −550 HU. */
  private static final float LUNG_FROM = 0.033f;

  private static final float LUNG_TO = 0.29f;

  private static final int SLOW_CHANNELS = 48;

  private TestModel() {}

  /** Writes the model package into a folder. */
  static Path write(Path folder) {
    return write(folder, 0);
  }

  /** Writes one that gives the same masks, but computes for long. */
  static Path writeSlow(Path folder) {
    return write(folder, 20);
  }

  private static Path write(Path folder, int uselessLayers) {
    ModelDescription description =
        new ModelDescription(
            "test-net",
            "0.0.1",
            "made by a test",
            new NetworkFile("network.onnx", NetworkFormat.ONNX, "0".repeat(64)),
            new Input(2.0, 2.5, 16, List.of(0.0), new Range(-1024, 600), new Range(0.1, 99.9)),
            new Output(OutputKind.LOGITS, List.of(0, 1, 2)),
            LungLabels.RIGHT_LEFT,
            "Apache-2.0",
            List.of(),
            Map.of(),
            "tests");
    ModelPackage.write(folder, description, network(uselessLayers), false);
    return folder;
  }

  private static byte[] network(int uselessLayers) {
    OnnxGraph g = new OnnxGraph("dark-tissue");
    OnnxDim n = OnnxDim.dynamic("batch");
    OnnxDim h = OnnxDim.dynamic("height");
    OnnxDim w = OnnxDim.dynamic("width");
    String image = g.input("image", n, OnnxDim.of(1), h, w);
    String x = uselessLayers == 0 ? image : g.add(image, useless(g, image, uselessLayers));
    String band =
        g.node(
            "Min",
            List.of(
                scaled(g, x, "low", 100, -100 * LUNG_FROM),
                scaled(g, x, "high", -100, 100 * LUNG_TO)));
    // Eroded, so that the thin seam between body and air goes away, and dilated again.
    String lack = g.maxPool(scaled(g, band, "lack", -1, 0), OnnxWindow.same(5));
    String lung = g.maxPool(scaled(g, lack, "core", -1, 0), OnnxWindow.same(5));
    String zero = scaled(g, x, "zero", 0, 0);
    String ones = scaled(g, x, "one", 0, 1);
    String column = g.node("CumSum", List.of(ones, g.longs("axis", new long[] {}, 3)));
    String width =
        g.node(
            "ReduceSum",
            List.of(ones, g.longs("axes", new long[] {1}, 3)),
            OnnxAttribute.ofInt("keepdims", 1));
    // Positive in the columns of the patient's right, which come first; held below the evidence.
    String side =
        g.node(
            "Clip",
            List.of(
                g.add(scaled(g, width, "half", 0.5f, 0), scaled(g, column, "minus", -1, 0.5f)),
                g.floats("least", new long[] {}, -1),
                g.floats("most", new long[] {}, 1)));
    String right = g.add(lung, side);
    String left = g.add(lung, scaled(g, side, "mirrored", -1, 0));
    g.output(g.identity(g.concat(1, zero, right, left), "logits"), n, OnnxDim.of(3), h, w);
    return g.toBytes();
  }

  /** Many convolutions whose result is multiplied by zero. */
  private static String useless(OnnxGraph g, String image, int layers) {
    SplittableRandom random = new SplittableRandom(1);
    long c = SLOW_CHANNELS;
    String in = g.floats("in", new long[] {c, 1, 1, 1}, small(random, SLOW_CHANNELS));
    String weight =
        g.floats(
            "weight", new long[] {c, c, 3, 3}, small(random, SLOW_CHANNELS * SLOW_CHANNELS * 9));
    String out = g.floats("out", new long[] {1, c, 1, 1}, small(random, SLOW_CHANNELS));
    String x = g.conv(image, in, null, OnnxWindow.same(1));
    for (int layer = 0; layer < layers; layer++) {
      x = g.relu(g.conv(x, weight, null, OnnxWindow.same(3)));
    }
    return scaled(g, g.conv(x, out, null, OnnxWindow.same(1)), "nothing", 0, 0);
  }

  private static float[] small(SplittableRandom random, int count) {
    float[] values = new float[count];
    for (int at = 0; at < count; at++) {
      values[at] = (float) (random.nextDouble() * 0.02 - 0.01);
    }
    return values;
  }

  private static String scaled(OnnxGraph g, String x, String name, float factor, float shift) {
    String scale = g.floats(name + "_factor", new long[] {1}, factor);
    String offset = g.floats(name + "_shift", new long[] {1}, shift);
    return g.add(g.mul(x, scale), offset);
  }
}
