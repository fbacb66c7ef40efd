package org.lungseg.engine.internal.network;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.lungseg.api.Device;
import org.lungseg.api.UnusableModelException;
import org.lungseg.engine.ModelDescription;
import org.lungseg.engine.ModelDescription.OutputKind;
import org.lungseg.engine.internal.resample.ImageStack;
import org.lungseg.engine.internal.resample.NetworkGrid;
import org.lungseg.engine.internal.resample.ProbabilityStack;
import org.lungseg.engine.internal.run.StageTracker;
import org.lungseg.engine.internal.run.Workers;

/**
 * Runs a network over a stack of slices in batches, always the same ones, and makes probabilities
 * of labels from what it gives.
 */
public final class SliceInference {

  /** On a processor batches bring no speed, only memory; a few spread the cost of a call. */
  private static final int CPU_BATCH = 4;

  private static final int GPU_BATCH = 16;

  private final NetworkRunner runner;
  private final ModelDescription description;
  private final int[] labelValues;

  /** Inference by one network. */
  public SliceInference(NetworkRunner runner, ModelDescription description) {
    this.runner = runner;
    this.description = description;
    this.labelValues =
        description.output().classes().stream()
            .mapToInt(Integer::intValue)
            .filter(value -> value != 0)
            .distinct()
            .sorted()
            .toArray();
  }

  /** How many slices go through the network at a time. */
  public static int batchSize(Device device) {
    return device.kind() == Device.Kind.CPU ? CPU_BATCH : GPU_BATCH;
  }

  /** The label values that probabilities are made for. */
  public int labelCount() {
    return labelValues.length;
  }

  /** How many steps {@link #infer} reports to the tracker. */
  public int steps(NetworkGrid grid) {
    int batch = batchSize(runner.device());
    return (grid.slices().count() + batch - 1) / batch;
  }

  /**
   * Runs the network over all slices; calls {@link StageTracker#step} once for each batch.
   *
   * @throws UnusableModelException if the network fails or gives numbers that are none
   */
  public ProbabilityStack infer(ImageStack stack, Workers workers, StageTracker tracker) {
    NetworkGrid grid = stack.grid();
    int size = grid.sliceSize();
    int slices = grid.slices().count();
    int batch = Math.min(slices, batchSize(runner.device()));
    List<Double> offsetsMm = description.input().channelOffsetsMm();
    float[] input = new float[batch * offsetsMm.size() * size];
    float[][] probabilities = new float[slices][];
    for (int begin = 0; begin < slices; begin += batch) {
      tracker.throwIfCancelled();
      int first = begin;
      int count = Math.min(batch, slices - begin);
      int at = 0;
      for (int slice = first; slice < first + count; slice++) {
        for (double offsetMm : offsetsMm) {
          stack.copySlice(slice + offsetMm / grid.sliceSpacingMm(), input, at);
          at += size;
        }
      }
      float[] output = runner.run(input, count, grid.rows().count(), grid.columns().count());
      workers.forEach(count, () -> probabilityTask(output, size, first, probabilities));
      tracker.step();
    }
    return new ProbabilityStack(grid, labelValues, probabilities);
  }

  private IntConsumer probabilityTask(
      float[] output, int size, int first, float[][] probabilities) {
    List<Integer> classes = description.output().classes();
    int[] labelOfClass = new int[classes.size()];
    for (int c = 0; c < labelOfClass.length; c++) {
      labelOfClass[c] = Arrays.binarySearch(labelValues, classes.get(c));
    }
    float[] scores = new float[labelOfClass.length];
    return task -> {
      float[] target = new float[labelValues.length * size];
      int start = task * scores.length * size;
      for (int pixel = 0; pixel < size; pixel++) {
        for (int c = 0; c < scores.length; c++) {
          scores[c] = output[start + c * size + pixel];
        }
        toProbabilities(scores);
        for (int c = 0; c < scores.length; c++) {
          if (labelOfClass[c] >= 0) { // background has no place in the target
            target[labelOfClass[c] * size + pixel] += scores[c];
          }
        }
      }
      probabilities[first + task] = target;
    };
  }

  private void toProbabilities(float[] scores) {
    float greatest = Float.NEGATIVE_INFINITY;
    for (float score : scores) {
      if (Float.isNaN(score) || score == Float.POSITIVE_INFINITY) {
        throw new UnusableModelException(
            "model "
                + description.name()
                + " "
                + description.version()
                + " gives values that are no finite numbers; its weights are damaged");
      }
      greatest = Math.max(greatest, score);
    }
    if (description.output().kind() == OutputKind.PROBABILITIES) {
      return;
    }
    float sum = 0;
    for (int c = 0; c < scores.length; c++) {
      scores[c] = (float) Math.exp(scores[c] - greatest);
      sum += scores[c];
    }
    for (int c = 0; c < scores.length; c++) {
      scores[c] /= sum;
    }
  }
}
