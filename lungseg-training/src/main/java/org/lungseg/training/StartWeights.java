package org.lungseg.training;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.util.LinkedHashMap;
import java.util.Map;
import org.lungseg.api.UnreadableFormatException;
import org.lungseg.training.network.UNet;

/**
 * Weights of an earlier run that another starts from. A network that sees more neighbouring slices
 * takes them over: the earlier input channels become the middle ones, and the weights of the new
 * outer ones are zero, so that it starts as the same function.
 */
final class StartWeights {

  private static final String AVERAGE = "/average";

  private StartWeights() {}

  /**
   * The averages of a checkpoint with the network's number of input channels.
   *
   * @throws UnreadableFormatException if the numbers of input channels do not fit
   */
  static Map<String, float[]> fitted(Checkpoint start, UNet network) {
    Map<String, float[]> weights = new LinkedHashMap<>(start.averagesOnly());
    // The first convolution is the only block that sees the input channels.
    Pair<String, Parameter> first = network.getParameters().get(0);
    Shape shape = first.getValue().getArray().getShape();
    String name = first.getKey() + AVERAGE;
    float[] given = weights.get(name);
    if (given != null && given.length != shape.size()) {
      weights.put(name, widened(given, shape));
    }
    return weights;
  }

  /** Convolution weights {@code [out, in, height, width]} with zeros for the outer channels. */
  private static float[] widened(float[] given, Shape shape) {
    int out = (int) shape.get(0);
    int channels = (int) shape.get(1);
    int kernel = (int) (shape.get(2) * shape.get(3));
    int before = given.length / (out * kernel);
    boolean fits = before * out * kernel == given.length;
    if (!fits || before > channels || (channels - before) % 2 != 0) {
      throw new UnreadableFormatException(
          "the start weights are of a network with another input: "
              + given.length
              + " numbers cannot become the middle of "
              + shape);
    }
    float[] widened = new float[(int) shape.size()];
    int skipped = (channels - before) / 2 * kernel;
    for (int filter = 0; filter < out; filter++) {
      System.arraycopy(
          given,
          filter * before * kernel,
          widened,
          filter * channels * kernel + skipped,
          before * kernel);
    }
    return widened;
  }
}
