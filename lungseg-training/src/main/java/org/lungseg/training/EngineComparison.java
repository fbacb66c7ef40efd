package org.lungseg.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.SplittableRandom;
import org.lungseg.api.Device;
import org.lungseg.engine.ModelPackage;
import org.lungseg.engine.internal.network.DjlOnnxRunner;
import org.lungseg.engine.spi.NetworkRunner;
import org.lungseg.training.chest.ChestWindow;
import org.lungseg.training.network.NetworkMean;
import org.lungseg.training.network.UNet;
import org.lungseg.training.network.UNetShape;

/** Whether an exported network computes what the training engine does. */
final class EngineComparison {

  private EngineComparison() {}

  /** The greatest difference of an output on random pictures of an odd shape. */
  static float ofSlices(NDManager manager, NetworkMean mean, ModelPackage exported) {
    UNetShape size = mean.shape();
    int multiple = size.sizeMultiple();
    Shape shape = new Shape(2, size.inputChannels(), 4L * multiple, 7L * multiple);
    float[] pictures = random((int) shape.size());
    float[] expected;
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      expected = mean.output(manager, manager.create(pictures, shape)).toFloatArray();
    }
    float[] actual;
    try (NetworkRunner runner = DjlOnnxRunner.load(exported, Device.cpu(), 1)) {
      actual = runner.run(pictures, 2, 4 * multiple, 7 * multiple);
    }
    return greatest(expected, actual);
  }

  /** The greatest difference of an output on a random volume of an odd shape. */
  static float ofChests(
      NDManager manager, UNet network, ChestWindow window, ModelPackage exported) {
    int multiple = network.shape().sizeMultiple();
    int slices = 2 * multiple;
    int rows = 3 * multiple;
    int columns = multiple;
    int size = slices * rows * columns;
    float[] values = random(size);
    float[] channels = window.channels(values);
    float[] expected;
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray input =
          manager.create(channels, new Shape(1, ChestWindow.CHANNELS, slices, rows, columns));
      expected =
          network
              .forward(new ParameterStore(manager, false), new NDList(input), false)
              .singletonOrThrow()
              .squeeze(0)
              .transpose(1, 0, 2, 3)
              .toFloatArray();
    }
    float[] actual;
    try (NetworkRunner runner = DjlOnnxRunner.load(exported, Device.cpu(), 1)) {
      actual = runner.run(values, slices, rows, columns);
    }
    return greatest(expected, actual);
  }

  private static float[] random(int count) {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[count];
    for (int at = 0; at < count; at++) {
      values[at] = (float) random.nextDouble();
    }
    return values;
  }

  private static float greatest(float[] expected, float[] actual) {
    float greatest = 0;
    for (int at = 0; at < expected.length; at++) {
      greatest = Math.max(greatest, Math.abs(expected[at] - actual[at]));
    }
    return greatest;
  }
}
