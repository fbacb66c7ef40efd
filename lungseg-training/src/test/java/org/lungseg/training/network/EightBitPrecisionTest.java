package org.lungseg.training.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lungseg.api.Device;
import org.lungseg.api.LungLabels;
import org.lungseg.engine.ModelDescription;
import org.lungseg.engine.ModelPackage;
import org.lungseg.engine.internal.network.DjlOnnxRunner;
import org.lungseg.engine.internal.network.DjlSetup;
import org.lungseg.engine.spi.NetworkRunner;

class EightBitPrecisionTest {

  private static final UNetShape SHAPE = new UNetShape(1, 3, 8, 3);
  private static final int SIDE = 32;
  private static final int PICTURES = 8;

  /** Single values scatter by the steps of the integers; their means do not move. */
  @Test
  void writeQuantized_ofPicturesThatWereObserved_keepsTheMeansOfTheScores() {
    DjlSetup.stayOffline();
    Engine.getEngine("PyTorch").setRandomSeed(3);
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      UNet network = new UNet(SHAPE);
      network.initialize(manager, DataType.FLOAT32, new Shape(1, 1, SIDE, SIDE));
      NetworkMean mean = new NetworkMean(List.of(network), List.of(1.0));
      float[] pictures = pictures();
      ActivationRanges ranges = new ActivationRanges();
      int size = SIDE * SIDE;
      for (int at = 0; at < PICTURES; at++) {
        float[] picture = Arrays.copyOfRange(pictures, at * size, (at + 1) * size);
        ranges.observe(manager, network, picture, SIDE, SIDE);
      }
      NDArray input = manager.create(pictures, new Shape(PICTURES, 1, SIDE, SIDE));
      float[] exact = mean.output(manager, input).toFloatArray();
      float[] integers = run(UNetOnnx.writeQuantized(mean, "test", List.of(ranges)), pictures);
      double spread = spread(exact);
      for (int label = 0; label < SHAPE.classes(); label++) {
        double off = mean(integers, label) - mean(exact, label);
        assertThat(Math.abs(off)).isLessThan(0.005 * spread);
      }
    }
  }

  /** Bright patches on noise. */
  private static float[] pictures() {
    SplittableRandom random = new SplittableRandom(4);
    float[] pictures = new float[PICTURES * SIDE * SIDE];
    for (int at = 0; at < pictures.length; at++) {
      int patch = at / SIDE / 8 + at % SIDE / 8;
      pictures[at] = (float) (0.3 * random.nextDouble() + (patch % 2 == 0 ? 0.6 : 0));
    }
    return pictures;
  }

  private static float[] run(byte[] onnx, float[] pictures) {
    ModelDescription description =
        new ModelDescription(
            "test",
            "1",
            "made by a test",
            new ModelDescription.NetworkFile(
                "network.onnx", ModelDescription.NetworkFormat.ONNX, "0".repeat(64)),
            new ModelDescription.Input(
                2,
                2,
                SHAPE.sizeMultiple(),
                List.of(0.0),
                new ModelDescription.Range(-1024, 600),
                new ModelDescription.Range(0, 100)),
            new ModelDescription.Output(ModelDescription.OutputKind.LOGITS, List.of(0, 1, 2)),
            LungLabels.RIGHT_LEFT,
            "CC0-1.0",
            List.of(),
            Map.of(),
            "tests");
    try (NetworkRunner runner =
        DjlOnnxRunner.load(ModelPackage.inMemory(description, onnx), Device.cpu(), 1)) {
      return runner.run(pictures, PICTURES, SIDE, SIDE);
    }
  }

  private static double mean(float[] scores, int label) {
    int size = SIDE * SIDE;
    double sum = 0;
    for (int at = 0; at < scores.length; at++) {
      sum += at / size % SHAPE.classes() == label ? scores[at] : 0;
    }
    return sum / (PICTURES * size);
  }

  /** The standard deviation of all scores. */
  private static double spread(float[] scores) {
    double sum = 0;
    double squares = 0;
    for (float score : scores) {
      sum += score;
      squares += (double) score * score;
    }
    double mean = sum / scores.length;
    return Math.sqrt(squares / scores.length - mean * mean);
  }
}
