package org.lungseg.engine.internal.chest;

import java.util.Arrays;
import java.util.function.IntConsumer;
import org.lungseg.engine.ModelDescription;
import org.lungseg.engine.internal.resample.AxisMap;
import org.lungseg.engine.internal.resample.AxisWeights;
import org.lungseg.engine.internal.resample.ImageStack;
import org.lungseg.engine.internal.resample.NetworkGrid;
import org.lungseg.engine.internal.run.StageTracker;
import org.lungseg.engine.internal.run.Workers;

/**
 * The cubes that a network for the whole chest sees, over all of the grid of another network and
 * with the same middle. What of them lies beyond that grid is empty.
 *
 * @param stack the grid of the other network
 * @param columns the cubes along its columns, from the patient's right to left
 * @param rows the cubes along its rows, from anterior to posterior
 * @param slices the cubes along its slices, from the feet to the head
 */
public record ChestGrid(NetworkGrid stack, AxisMap columns, AxisMap rows, AxisMap slices) {

  /**
   * The cubes over a grid.
   *
   * @param inPlaneSpacingMm the distance of the grid's rows and columns
   * @param chest what the network for the whole chest takes
   */
  public static ChestGrid of(
      NetworkGrid stack, double inPlaneSpacingMm, ModelDescription.Input chest) {
    return new ChestGrid(
        stack,
        along(stack.columns().count(), inPlaneSpacingMm, chest),
        along(stack.rows().count(), inPlaneSpacingMm, chest),
        along(stack.slices().count(), stack.sliceSpacingMm(), chest));
  }

  private static AxisMap along(int samples, double spacingMm, ModelDescription.Input chest) {
    return AxisMap.canvas(
        samples, 0, samples, spacingMm, chest.inPlaneSpacingMm(), chest.sizeMultiple());
  }

  /** The number of cubes of one slice. */
  public int sliceSize() {
    return Math.multiplyExact(rows.count(), columns.count());
  }

  /** The number of cubes. */
  public int size() {
    return Math.multiplyExact(slices.count(), sliceSize());
  }

  /** The means of an image over the cubes, {@code [slices, rows, columns]}, columns fastest. */
  float[] mean(ImageStack image, Workers workers, StageTracker tracker) {
    float[] means = new float[size()];
    workers.forEach(slices.count(), () -> new MeanTask(image, means, tracker));
    return means;
  }

  /** Averages one slice of cubes at a time with its own buffers. */
  private final class MeanTask implements IntConsumer {

    private final ImageStack image;
    private final float[] means;
    private final StageTracker tracker;
    private final AxisWeights alongColumns = AxisWeights.ofExtents(columns);
    private final AxisWeights alongRows = AxisWeights.ofExtents(rows);
    private final AxisWeights alongSlices = AxisWeights.ofExtents(slices);
    private final float[] slab = new float[stack.sliceSize()];
    private final float[] row = new float[stack.columns().count()];

    MeanTask(ImageStack image, float[] means, StageTracker tracker) {
      this.image = image;
      this.means = means;
      this.tracker = tracker;
    }

    @Override
    public void accept(int slice) {
      tracker.throwIfCancelled();
      Arrays.fill(slab, 0);
      float[] weights = alongSlices.weights(slice);
      for (int at = 0; at < weights.length; at++) {
        addWeighted(image.slice(alongSlices.first(slice) + at), 0, weights[at], slab);
      }
      for (int y = 0; y < rows.count(); y++) {
        Arrays.fill(row, 0);
        float[] ofRow = alongRows.weights(y);
        for (int at = 0; at < ofRow.length; at++) {
          addWeighted(slab, (alongRows.first(y) + at) * row.length, ofRow[at], row);
        }
        int to = slice * sliceSize() + y * columns.count();
        for (int x = 0; x < columns.count(); x++) {
          means[to + x] = mean(x);
        }
      }
    }

    private float mean(int x) {
      float[] weights = alongColumns.weights(x);
      int first = alongColumns.first(x);
      float sum = 0;
      for (int at = 0; at < weights.length; at++) {
        sum += weights[at] * row[first + at];
      }
      return sum;
    }

    private static void addWeighted(float[] values, int from, float weight, float[] sum) {
      for (int at = 0; at < sum.length; at++) {
        sum[at] += weight * values[from + at];
      }
    }
  }
}
