package org.lungseg.engine.internal.chest;

import java.util.Arrays;
import java.util.function.IntConsumer;
import org.lungseg.api.UnusableModelException;
import org.lungseg.engine.ModelDescription;
import org.lungseg.engine.internal.network.ClassScores;
import org.lungseg.engine.internal.resample.ImageStack;
import org.lungseg.engine.internal.resample.NetworkGrid;
import org.lungseg.engine.internal.run.StageTracker;
import org.lungseg.engine.internal.run.Workers;
import org.lungseg.engine.spi.NetworkRunner;

/**
 * Runs a network over the whole chest, once. Safe for use by many threads; holds the network's
 * native memory until closed.
 */
public final class ChestInference implements AutoCloseable {

  /**
   * No probability counts for less than this logarithm: a network that is sure of itself would
   * otherwise decide far into cubes of which it is not.
   */
  private static final float LEAST_LOG = -6;

  private final NetworkRunner runner;
  private final double stackSpacingMm;
  private final ModelDescription description;
  private final ClassScores classes;

  /**
   * Inference by one network.
   *
   * @param runner the network, loaded
   * @param description what it takes and gives
   * @param stackSpacingMm the distance of rows and columns of the images that are to come
   */
  public ChestInference(NetworkRunner runner, ModelDescription description, double stackSpacingMm) {
    this.runner = runner;
    this.description = description;
    this.stackSpacingMm = stackSpacingMm;
    this.classes = new ClassScores(description);
  }

  /** How many classes the network tells apart. */
  public int classCount() {
    return classes.count();
  }

  /** Whether slices reach so far along the body that they show the shape of a chest. */
  public static boolean isChest(NetworkGrid stack) {
    return stack.slices().count() * stack.sliceSpacingMm() >= ChestFusion.LEAST_CHEST_MM;
  }

  /** The cubes over the grid of another network. */
  public ChestGrid grid(NetworkGrid stack) {
    return ChestGrid.of(stack, stackSpacingMm, description.input());
  }

  /**
   * Runs the network.
   *
   * @param image as the other network sees it
   * @throws UnusableModelException if the network fails or gives numbers that are none
   */
  public ChestFinding find(ImageStack image, Workers workers, StageTracker tracker) {
    ChestGrid grid = grid(image.grid());
    float[] means = grid.mean(image, workers, tracker);
    tracker.throwIfCancelled();
    int slices = grid.slices().count();
    float[] scores = runner.run(means, slices, grid.rows().count(), grid.columns().count());
    float[][] logOdds = new float[classes.labelValues().length][grid.size()];
    workers.forEach(slices, () -> toLogOdds(scores, grid.sliceSize(), logOdds, tracker));
    return new ChestFinding(grid, logOdds);
  }

  private IntConsumer toLogOdds(
      float[] scores, int sliceSize, float[][] logOdds, StageTracker tracker) {
    float[] ofClass = new float[classes.count()];
    float[] ofLabel = new float[logOdds.length];
    return slice -> {
      tracker.throwIfCancelled();
      int start = slice * ofClass.length * sliceSize;
      for (int at = 0; at < sliceSize; at++) {
        for (int c = 0; c < ofClass.length; c++) {
          ofClass[c] = scores[start + c * sliceSize + at];
        }
        classes.toProbabilities(ofClass);
        Arrays.fill(ofLabel, 0);
        float background = 0;
        for (int c = 0; c < ofClass.length; c++) {
          int label = classes.labelOf(c);
          if (label < 0) {
            background += ofClass[c];
          } else {
            ofLabel[label] += ofClass[c];
          }
        }
        for (int label = 0; label < ofLabel.length; label++) {
          logOdds[label][slice * sliceSize + at] = log(ofLabel[label]) - log(background);
        }
      }
    };
  }

  private static float log(float probability) {
    return (float) Math.max(LEAST_LOG, Math.log(probability));
  }

  /** Frees native memory; a second call does nothing. */
  @Override
  public void close() {
    runner.close();
  }
}
