package org.lungseg.engine.internal.network;

import java.util.Arrays;
import java.util.function.IntConsumer;
import org.lungseg.api.Device;
import org.lungseg.api.UnusableModelException;
import org.lungseg.engine.ModelDescription;
import org.lungseg.engine.internal.resample.ImageStack;
import org.lungseg.engine.internal.resample.NetworkGrid;
import org.lungseg.engine.internal.resample.ProbabilityStack;
import org.lungseg.engine.internal.run.StageTracker;
import org.lungseg.engine.internal.run.Workers;
import org.lungseg.engine.spi.NetworkRunner;

/**
 * Runs a network over a stack of slices and makes probabilities of labels from what it gives.
 *
 * <p>On a processor each worker takes one slice at a time through a network that has one thread:
 * cores then never wait for each other within a slice, the network has no threads of its own, and
 * what a core works on stays in its cache. A graphics card gets batches.
 *
 * <p>Slices far from any lung are mostly left out, if the caller says that lungs are looked for. A
 * first round looks at slices about {@value #SEARCH_STEP_MM} mm apart, the first and the last among
 * them; a slice between two in which nothing was found is taken for empty. What that can lose is a
 * piece that lies wholly between two such slices and touches no lung beyond them, thinner than any
 * piece of a lung that post-processing would keep in its place.
 *
 * <p>The first round also tells where in the slices lungs lie. The others go through the network
 * cut to that place and {@value #WINDOW_MARGIN_MM} mm around it; a slice in which something reaches
 * the border of the cut is taken again, whole.
 */
public final class SliceInference {

  private static final int CPU_BATCH = 1;
  private static final int GPU_BATCH = 16;

  /** While one batch is on the card the next is made ready and the last one read out. */
  private static final int GPU_BATCHES_AT_A_TIME = 2;

  /** The distance of the slices of the first round. */
  static final double SEARCH_STEP_MM = 10;

  /** A slice counts as empty only if no pixel reaches half of what makes a voxel lung. */
  private static final float SEARCH_PROBABILITY = 0.25f;

  /** What a network must see around lungs to tell them from what lies beside them. */
  static final double WINDOW_MARGIN_MM = 20;

  private final NetworkRunner runner;
  private final ModelDescription description;
  private final ClassScores classes;
  private final int[] labelValues;

  /** Inference by one network. */
  public SliceInference(NetworkRunner runner, ModelDescription description) {
    this.runner = runner;
    this.description = description;
    this.classes = new ClassScores(description);
    this.labelValues = classes.labelValues();
  }

  /** How many slices go through the network in one call. */
  public int batchSize() {
    return runner.device().kind() == Device.Kind.CPU ? CPU_BATCH : GPU_BATCH;
  }

  /** How many calls of the network are made at a time by so many workers. */
  public int callsAtATime(NetworkGrid grid, int threads) {
    int most =
        runner.device().kind() == Device.Kind.CPU
            ? threads
            : Math.min(threads, GPU_BATCHES_AT_A_TIME);
    return Math.min(most, (grid.slices().count() + batchSize() - 1) / batchSize());
  }

  /** The label values that probabilities are made for. */
  public int labelCount() {
    return labelValues.length;
  }

  /**
   * Runs the network over the slices; calls {@link StageTracker#step} once for each.
   *
   * @param lungsOnly whether slices far from any lung may be left out
   * @param workers as many call the network at a time
   * @throws UnusableModelException if the network fails or gives numbers that are none
   */
  public ProbabilityStack infer(
      ImageStack stack, boolean lungsOnly, Workers workers, StageTracker tracker) {
    return infer(stack, lungsOnly, new LikelyLung(), workers, tracker);
  }

  /**
   * Runs the network over the slices; calls {@link StageTracker#step} once for each.
   *
   * @param lungsOnly whether slices far from any lung may be left out: the structures are lungs,
   *     and the distance of slices is known
   * @param likely where lung is looked for whatever the first round finds
   * @param workers as many call the network at a time
   * @throws UnusableModelException if the network fails or gives numbers that are none
   */
  public ProbabilityStack infer(
      ImageStack stack,
      boolean lungsOnly,
      LikelyLung likely,
      Workers workers,
      StageTracker tracker) {
    NetworkGrid grid = stack.grid();
    int slices = grid.slices().count();
    float[][] probabilities = new float[slices][];
    int step = searchStep(grid);
    if (!lungsOnly || step == 1) {
      run(stack, range(slices), SliceWindow.whole(grid), probabilities, workers, tracker);
      return new ProbabilityStack(grid, labelValues, probabilities);
    }
    SliceWindow whole = SliceWindow.whole(grid);
    int[] sparse = every(step, slices);
    run(stack, sparse, whole, probabilities, workers, tracker);
    SliceWindow window = windowAround(sparse, probabilities, likely, grid);
    boolean[] wanted = new boolean[slices];
    for (int at = 1; at < sparse.length; at++) {
      boolean any = holdsStructure(probabilities[sparse[at - 1]], grid.sliceSize());
      any |= holdsStructure(probabilities[sparse[at]], grid.sliceSize());
      for (int slice = sparse[at - 1] + 1; slice < sparse[at]; slice++) {
        wanted[slice] = any || likely.isIn(slice);
      }
    }
    int[] between = indices(wanted);
    run(stack, between, window, probabilities, workers, tracker);
    run(stack, cutBy(window, between, probabilities, grid), whole, probabilities, workers, tracker);
    float[] empty = new float[labelValues.length * grid.sliceSize()];
    for (int slice = 0; slice < slices; slice++) {
      if (probabilities[slice] == null) {
        probabilities[slice] = empty;
        tracker.step();
      }
    }
    return new ProbabilityStack(grid, labelValues, probabilities);
  }

  /** Every how many slices the first round looks; with 1 it leaves nothing out. */
  private static int searchStep(NetworkGrid grid) {
    return (int) Math.max(1, Math.floor(SEARCH_STEP_MM / grid.sliceSpacingMm() + 1e-6));
  }

  private static int[] range(int count) {
    int[] all = new int[count];
    Arrays.setAll(all, at -> at);
    return all;
  }

  /** Every so-manieth index from the first, and the last. */
  private static int[] every(int step, int count) {
    int[] sparse = new int[(count - 1 + step - 1) / step + 1];
    Arrays.setAll(sparse, at -> Math.min(count - 1, at * step));
    return sparse;
  }

  private static int[] indices(boolean[] wanted) {
    int[] found = new int[wanted.length];
    int count = 0;
    for (int at = 0; at < wanted.length; at++) {
      if (wanted[at]) {
        found[count++] = at;
      }
    }
    return Arrays.copyOf(found, count);
  }

  private boolean holdsStructure(float[] probabilities, int size) {
    for (int pixel = 0; pixel < size; pixel++) {
      if (isLikely(probabilities, size, pixel)) {
        return true;
      }
    }
    return false;
  }

  private boolean isLikely(float[] probabilities, int size, int pixel) {
    float sum = 0;
    for (int label = 0; label < labelValues.length; label++) {
      sum += probabilities[label * size + pixel];
    }
    return sum >= SEARCH_PROBABILITY;
  }

  /**
   * A window that holds all that was found in some slices, what is likely beside that, and {@value
   * #WINDOW_MARGIN_MM} mm.
   */
  private SliceWindow windowAround(
      int[] slices, float[][] probabilities, LikelyLung likely, NetworkGrid grid) {
    int columns = grid.columns().count();
    int[] box = likely.box();
    for (int slice : slices) {
      for (int pixel = 0; pixel < grid.sliceSize(); pixel++) {
        if (isLikely(probabilities[slice], grid.sliceSize(), pixel)) {
          box[0] = Math.min(box[0], pixel / columns);
          box[1] = Math.max(box[1], pixel / columns + 1);
          box[2] = Math.min(box[2], pixel % columns);
          box[3] = Math.max(box[3], pixel % columns + 1);
        }
      }
    }
    if (box[1] == 0) {
      return SliceWindow.whole(grid);
    }
    int margin = (int) Math.ceil(WINDOW_MARGIN_MM / description.input().inPlaneSpacingMm());
    return SliceWindow.around(box, margin, description.input().sizeMultiple(), grid);
  }

  /** The slices in which something reaches a border of the window that is none of the grid. */
  private int[] cutBy(SliceWindow window, int[] slices, float[][] probabilities, NetworkGrid grid) {
    return Arrays.stream(slices)
        .filter(
            slice ->
                window.cuts(pixel -> isLikely(probabilities[slice], grid.sliceSize(), pixel), grid))
        .toArray();
  }

  private void run(
      ImageStack stack,
      int[] slices,
      SliceWindow window,
      float[][] probabilities,
      Workers workers,
      StageTracker tracker) {
    int batch = batchSize();
    workers.forEach(
        (slices.length + batch - 1) / batch,
        () -> new BatchTask(stack, slices, window, probabilities, tracker));
  }

  /** Takes batches through the network; used by one thread. */
  private final class BatchTask implements IntConsumer {

    private final ImageStack stack;
    private final int[] slices;
    private final SliceWindow window;
    private final float[][] probabilities;
    private final StageTracker tracker;
    private final NetworkGrid grid;
    private final float[] picture;
    private final float[] input;

    BatchTask(
        ImageStack stack,
        int[] slices,
        SliceWindow window,
        float[][] probabilities,
        StageTracker tracker) {
      this.stack = stack;
      this.slices = slices;
      this.window = window;
      this.probabilities = probabilities;
      this.tracker = tracker;
      this.grid = stack.grid();
      this.picture = new float[grid.sliceSize()];
      int channels = description.input().channelOffsetsMm().size();
      this.input = new float[Math.min(slices.length, batchSize()) * channels * window.size()];
    }

    @Override
    public void accept(int batch) {
      tracker.throwIfCancelled();
      int first = batch * batchSize();
      int count = Math.min(batchSize(), slices.length - first);
      int at = 0;
      for (int index = first; index < first + count; index++) {
        for (double offsetMm : description.input().channelOffsetsMm()) {
          stack.copySlice(slices[index] + offsetMm / grid.sliceSpacingMm(), picture, 0);
          for (int row = 0; row < window.rows(); row++, at += window.columns()) {
            System.arraycopy(picture, window.startOfRow(row), input, at, window.columns());
          }
        }
      }
      float[] output = runner.run(input, count, window.rows(), window.columns());
      for (int index = 0; index < count; index++) {
        float[] target = new float[labelValues.length * grid.sliceSize()];
        toLabels(output, index * classes.count() * window.size(), target);
        probabilities[slices[first + index]] = target;
        tracker.step();
      }
    }

    private void toLabels(float[] output, int start, float[] target) {
      float[] scores = new float[classes.count()];
      for (int row = 0, pixel = start; row < window.rows(); row++) {
        int at = window.startOfRow(row);
        for (int column = 0; column < window.columns(); column++, at++, pixel++) {
          for (int c = 0; c < scores.length; c++) {
            scores[c] = output[pixel + c * window.size()];
          }
          classes.toProbabilities(scores);
          for (int c = 0; c < scores.length; c++) {
            int label = classes.labelOf(c);
            if (label >= 0) { // background has no place in the target
              target[label * grid.sliceSize() + at] += scores[c];
            }
          }
        }
      }
    }
  }
}
