package org.lungseg.engine.internal.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Runs written networks by ONNX Runtime and compares with plain loops. */
class OnnxGraphTest {

  private static final Offset<Float> TOLERANCE = within(1e-5f);
  private static final OnnxDim N = OnnxDim.dynamic("batch");
  private static final OnnxDim H = OnnxDim.dynamic("height");
  private static final OnnxDim W = OnnxDim.dynamic("width");

  @Test
  void conv_withStrideAndBias_equalsPlainLoops() throws OrtException {
    int in = 2;
    int out = 3;
    int height = 5;
    int width = 7;
    float[] x = random(2 * in * height * width, 1);
    float[] weight = random(out * in * 9, 2);
    float[] bias = random(out, 3);
    OnnxGraph g = new OnnxGraph("conv");
    String image = g.input("image", N, OnnxDim.of(in), H, W);
    String w = g.floats("weight", new long[] {out, in, 3, 3}, weight);
    String b = g.floats("bias", new long[] {out}, bias);
    String y = g.conv(image, w, b, new OnnxWindow(3, 2, 1, 1));
    g.output(y, N, OnnxDim.of(out), H, W).metadata("made by", "a test");

    float[] actual = run(g.toBytes(), x, 2, in, height, width);

    float[] expected = new float[2 * out * 3 * 4];
    for (int n = 0, at = 0; n < 2; n++) {
      for (int o = 0; o < out; o++) {
        for (int r = 0; r < 3; r++) {
          for (int c = 0; c < 4; c++, at++) {
            expected[at] = bias[o];
            for (int i = 0; i < in; i++) {
              for (int k = 0; k < 9; k++) {
                int row = r * 2 + k / 3 - 1;
                int column = c * 2 + k % 3 - 1;
                if (row >= 0 && row < height && column >= 0 && column < width) {
                  expected[at] +=
                      weight[(o * in + i) * 9 + k]
                          * x[((n * in + i) * height + row) * width + column];
                }
              }
            }
          }
        }
      }
    }
    assertThat(actual).containsExactly(expected, TOLERANCE);
  }

  @Test
  void convOfVolume_withSlicesAsBatch_equalsPlainLoops() throws OrtException {
    int[] size = {4, 5, 6};
    float[] x = random(size[0] * size[1] * size[2], 11);
    float[] weight = random(2 * 27, 12);
    float[] bias = random(2, 13);
    OnnxGraph g = new OnnxGraph("volume");
    String slices = g.input("image", N, OnnxDim.of(1), H, W);
    String volume = g.unsqueeze(g.transpose(slices, 1, 0, 2, 3), 0);
    String w = g.floats("weight", new long[] {2, 1, 3, 3, 3}, weight);
    String b = g.floats("bias", new long[] {2}, bias);
    String y = g.conv(volume, w, b, OnnxWindow.same(3).ofVolume());
    g.output(g.transpose(g.squeeze(y, 0), 1, 0, 2, 3), N, OnnxDim.of(2), H, W);

    float[] actual = run(g.toBytes(), x, size[0], 1, size[1], size[2]);

    float[] expected = new float[2 * x.length];
    for (int at = 0; at < expected.length; at++) {
      int column = at % 6;
      int row = at / 6 % 5;
      int out = at / 30 % 2;
      int slice = at / 60;
      expected[at] = bias[out];
      for (int k = 0; k < 27; k++) {
        int[] place = {slice + k / 9 - 1, row + k / 3 % 3 - 1, column + k % 3 - 1};
        if (isInside(place, size)) {
          expected[at] +=
              weight[out * 27 + k] * x[(place[0] * size[1] + place[1]) * size[2] + place[2]];
        }
      }
    }
    assertThat(actual).containsExactly(expected, TOLERANCE);
  }

  private static boolean isInside(int[] place, int[] size) {
    return IntStream.range(0, 3).allMatch(a -> place[a] >= 0 && place[a] < size[a]);
  }

  @Test
  void poolingAndResizeOfVolume_equalPlainLoops() throws OrtException {
    float[] x = random(4 * 4 * 4, 14);
    OnnxGraph g = new OnnxGraph("pyramid");
    String slices = g.input("image", N, OnnxDim.of(1), H, W);
    String volume = g.unsqueeze(g.transpose(slices, 1, 0, 2, 3), 0);
    String pooled = g.maxPool(volume, OnnxWindow.pooling(2).ofVolume());
    String enlarged =
        g.resizeVolume(pooled, 2, OnnxGraph.ResizeMode.LINEAR, OnnxGraph.Coordinates.HALF_PIXEL);
    g.output(g.transpose(g.squeeze(enlarged, 0), 1, 0, 2, 3), N, OnnxDim.of(1), H, W);

    float[] actual = run(g.toBytes(), x, 4, 1, 4, 4);

    float[] greatest = new float[8];
    Arrays.fill(greatest, Float.NEGATIVE_INFINITY);
    for (int at = 0; at < x.length; at++) {
      int to = at / 32 * 4 + at / 8 % 2 * 2 + at % 4 / 2;
      greatest[to] = Math.max(greatest[to], x[at]);
    }
    float[] upper = {0, 0.25f, 0.75f, 1}; // the share of the second of two along each axis
    float[] expected = new float[64];
    for (int at = 0; at < 64; at++) {
      float[] shares = {upper[at / 16], upper[at / 4 % 4], upper[at % 4]};
      for (int corner = 0; corner < 8; corner++) {
        float weight = 1;
        for (int axis = 0; axis < 3; axis++) {
          weight *= (corner >> (2 - axis) & 1) == 1 ? shares[axis] : 1 - shares[axis];
        }
        expected[at] += weight * greatest[corner];
      }
    }
    assertThat(actual).containsExactly(expected, TOLERANCE);
  }

  @Test
  void subAndClip_equalPlainLoops() throws OrtException {
    OnnxGraph g = new OnnxGraph("limits");
    String image = g.input("image", N, OnnxDim.of(1), H, W);
    String one = g.floats("one", new long[] {1}, 1);
    g.output(g.clip(g.sub(image, one), -0.5f, 2), N, OnnxDim.of(1), H, W);

    assertThat(run(g.toBytes(), new float[] {0, 0.75f, 2.5f, 9}, 1, 1, 2, 2))
        .containsExactly(-0.5f, -0.25f, 1.5f, 2);
  }

  @Test
  void batchNormalizationAndRelu_equalPlainLoops() throws OrtException {
    float[] x = random(2 * 3 * 4, 4);
    float[] gamma = {1.5f, -0.5f};
    float[] beta = {0.1f, 0.2f};
    float[] mean = {0.3f, -0.4f};
    float[] variance = {0.9f, 2.5f};
    OnnxGraph g = new OnnxGraph("norm");
    String image = g.input("image", N, OnnxDim.of(2), H, W);
    long[] dims = {2};
    String y =
        g.relu(
            g.batchNormalization(
                image,
                g.floats("gamma", dims, gamma),
                g.floats("beta", dims, beta),
                g.floats("mean", dims, mean),
                g.floats("variance", dims, variance),
                1e-3f));
    g.output(y, N, OnnxDim.of(2), H, W);

    float[] actual = run(g.toBytes(), x, 1, 2, 3, 4);

    float[] expected = new float[x.length];
    for (int at = 0; at < x.length; at++) {
      int c = at / 12;
      double scaled = (x[at] - mean[c]) / Math.sqrt(variance[c] + 1e-3) * gamma[c] + beta[c];
      expected[at] = (float) Math.max(0, scaled);
    }
    assertThat(actual).containsExactly(expected, TOLERANCE);
  }

  @Test
  void resize_linearHalfPixel_equalsPlainLoops() throws OrtException {
    float[] x = random(3 * 4, 5);
    OnnxGraph g = new OnnxGraph("resize");
    String image = g.input("image", N, OnnxDim.of(1), H, W);
    g.output(
        g.resize(image, 2, OnnxGraph.ResizeMode.LINEAR, OnnxGraph.Coordinates.HALF_PIXEL),
        N,
        OnnxDim.of(1),
        H,
        W);

    float[] actual = run(g.toBytes(), x, 1, 1, 3, 4);

    float[] expected = new float[6 * 8];
    for (int r = 0; r < 6; r++) {
      for (int c = 0; c < 8; c++) {
        double row = Math.max(0, Math.min(2, (r + 0.5) / 2 - 0.5));
        double column = Math.max(0, Math.min(3, (c + 0.5) / 2 - 0.5));
        int r0 = (int) row;
        int c0 = (int) column;
        int r1 = Math.min(2, r0 + 1);
        int c1 = Math.min(3, c0 + 1);
        double top = x[r0 * 4 + c0] * (1 - column + c0) + x[r0 * 4 + c1] * (column - c0);
        double low = x[r1 * 4 + c0] * (1 - column + c0) + x[r1 * 4 + c1] * (column - c0);
        expected[r * 8 + c] = (float) (top * (1 - row + r0) + low * (row - r0));
      }
    }
    assertThat(actual).containsExactly(expected, TOLERANCE);
  }

  @Test
  void resize_otherModes_keepKnownValues() throws OrtException {
    float[] x = {1, 2, 3, 4};
    float[] nearest = {1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4};
    assertThat(resized(x, OnnxGraph.ResizeMode.NEAREST, OnnxGraph.Coordinates.ASYMMETRIC))
        .containsExactly(nearest, TOLERANCE);
    assertThat(resized(x, OnnxGraph.ResizeMode.NEAREST, OnnxGraph.Coordinates.HALF_PIXEL))
        .containsExactly(nearest, TOLERANCE);
    float[] aligned = resized(x, OnnxGraph.ResizeMode.LINEAR, OnnxGraph.Coordinates.ALIGN_CORNERS);
    assertThat(aligned[0]).isEqualTo(1, TOLERANCE);
    assertThat(aligned[1]).isEqualTo(4 / 3f, TOLERANCE);
    assertThat(aligned[15]).isEqualTo(4, TOLERANCE);
    assertThat(resized(x, OnnxGraph.ResizeMode.LINEAR, OnnxGraph.Coordinates.PYTORCH_HALF_PIXEL))
        .containsExactly(
            resized(x, OnnxGraph.ResizeMode.LINEAR, OnnxGraph.Coordinates.HALF_PIXEL), TOLERANCE);
  }

  @Test
  void poolingConcatArithmeticAndSoftmax_equalPlainLoops() throws OrtException {
    float[] x = random(2 * 4, 6);
    OnnxGraph g = new OnnxGraph("mix");
    String image = g.input("image", N, OnnxDim.of(1), H, W);
    String greatest = g.maxPool(image, OnnxWindow.pooling(2));
    String mean = g.averagePool(image, OnnxWindow.pooling(2));
    String three = g.floats("three", new long[] {1}, 3);
    String both = g.concat(1, g.mul(greatest, three), g.add(mean, three));
    g.output(g.identity(g.softmax(both, 1), "probabilities"), N, OnnxDim.of(2), H, W);

    float[] actual = run(g.toBytes(), x, 1, 1, 2, 4);

    float[] expected = new float[4];
    for (int c = 0; c < 2; c++) {
      float[] window = {x[2 * c], x[2 * c + 1], x[4 + 2 * c], x[5 + 2 * c]};
      double first = 3 * Math.max(Math.max(window[0], window[1]), Math.max(window[2], window[3]));
      double second = (window[0] + window[1] + window[2] + window[3]) / 4 + 3;
      expected[c] = (float) (1 / (1 + Math.exp(second - first)));
      expected[2 + c] = 1 - expected[c];
    }
    assertThat(actual).containsExactly(expected, TOLERANCE);
  }

  @Test
  void node_withAnyAttributes_isWritten() throws OrtException {
    OnnxGraph g = new OnnxGraph("any");
    String image = g.input("image", N, OnnxDim.of(1), H, W);
    String leaky = g.node("LeakyRelu", List.of(image), OnnxAttribute.ofFloat("alpha", 0.25f));
    String picked =
        g.node(
            "Gather",
            List.of(leaky, g.longs("last", new long[] {1}, -1)),
            OnnxAttribute.ofInt("axis", 3));
    String turned = g.node("Transpose", List.of(picked), OnnxAttribute.ofInts("perm", 0, 1, 3, 2));
    g.output(turned, N, OnnxDim.of(1), OnnxDim.of(1), H);

    assertThat(run(g.toBytes(), new float[] {1, -4, 2, -8}, 1, 1, 2, 2)).containsExactly(-1, -2);
  }

  @Test
  void attributesOfLists_areAccepted() throws OrtException {
    OnnxGraph g = new OnnxGraph("lists");
    String image = g.input("image", N, OnnxDim.of(1), H, W);
    String constant =
        g.node("Constant", List.of(), OnnxAttribute.ofFloats("value_floats", 0.5f, 2));
    g.output(g.mul(image, constant), N, OnnxDim.of(1), H, W);
    assertThat(run(g.toBytes(), new float[] {1, -4}, 1, 1, 1, 2)).containsExactly(0.5f, -8);
    assertThat(OnnxAttribute.ofStrings("words", "a", "b").message().toBytes())
        .containsSubsequence("words".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void toBytes_ofTheSameSteps_areTheSame() {
    assertThat(identity().toBytes()).isEqualTo(identity().toBytes());
  }

  @Test
  void mistakes_areRefused() {
    OnnxGraph g = new OnnxGraph("mistakes");
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(g::toBytes);
    String x = g.input("x", N);
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> g.relu("y"))
        .withMessageContaining("'y'");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> g.floats(x, new long[] {1}, 1))
        .withMessageContaining("taken");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> g.floats("w", new long[] {2, 3}, 1, 2))
        .withMessageContaining("[2, 3] got 2");
    assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> OnnxWindow.same(2));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new OnnxWindow(0, 1, 0, 1));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new OnnxWindow(3, 1, 0, 1, 4));
    assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> OnnxDim.of(0));
    assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> OnnxDim.dynamic(""));
  }

  private static OnnxGraph identity() {
    OnnxGraph g = new OnnxGraph("same");
    g.output(g.identity(g.input("x", N), "y"), N);
    return g;
  }

  private static float[] resized(
      float[] x, OnnxGraph.ResizeMode mode, OnnxGraph.Coordinates coordinates) throws OrtException {
    OnnxGraph g = new OnnxGraph("resize");
    String image = g.input("image", N, OnnxDim.of(1), H, W);
    g.output(g.resize(image, 2, mode, coordinates), N, OnnxDim.of(1), H, W);
    return run(g.toBytes(), x, 1, 1, 2, 2);
  }

  private static float[] run(byte[] network, float[] x, long... shape) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(network);
        OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(x), shape);
        OrtSession.Result result =
            session.run(Map.of(session.getInputNames().iterator().next(), input))) {
      FloatBuffer output = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] values = new float[output.remaining()];
      output.get(values);
      return values;
    }
  }

  private static float[] random(int count, long seed) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int at = 0; at < count; at++) {
      values[at] = random.nextFloat() * 2 - 1;
    }
    return Arrays.copyOf(values, count);
  }
}
