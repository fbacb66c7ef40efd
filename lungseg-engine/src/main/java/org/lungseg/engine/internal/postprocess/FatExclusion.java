package org.lungseg.engine.internal.postprocess;

import java.util.function.IntConsumer;
import org.lungseg.api.IntensityDomain;
import org.lungseg.engine.ModelDescription;
import org.lungseg.engine.internal.resample.ImageStack;
import org.lungseg.engine.internal.resample.NetworkGrid;
import org.lungseg.engine.internal.resample.ProbabilityStack;
import org.lungseg.engine.internal.run.StageTracker;
import org.lungseg.engine.internal.run.Workers;

/**
 * Takes fat out of what a network found: fat of the chest wall and the mediastinum is as even as
 * consolidated lung and lies beside it, but only fat has its density over a distance.
 *
 * <p>In each slice the image is smoothed. A sample is fat if it and its neighbours at {@value
 * #REACH_MM} mm have the density of fat; thinner layers of that density are the border between air
 * and tissue. Fat that goes on outside the lungs, through neighbours that share a face, is no lung
 * inside either. Fat that lies within a lung alone stays, since mixtures of air and tissue in a
 * diseased lung can have any density.
 *
 * <p>Works on the network's grid, in time linear in its samples. Of pictures, the density is taken
 * from their histograms ({@link PictureDensity}); slices where it does not show are left as they
 * are.
 */
public final class FatExclusion {

  /** Fat has −120 to −60 HU; noise and what is left of partial volume make the range wider. */
  static final float LEAST_HU = -140;

  static final float MOST_HU = -40;

  /** Beside fat that is taken out, what is likely fat mixed with a little of its neighbour goes. */
  static final float LEAST_BESIDE_HU = -200;

  static final float MOST_BESIDE_HU = -20;

  /** Half the least thickness of fat. */
  static final double REACH_MM = 2;

  private static final float LUNG = 0.5f;

  private static final byte OTHER = 0;
  private static final byte FAT = 1;

  private final ImageStack image;
  private final ProbabilityStack probabilities;
  private final DensityScale scale;
  private final int columns;
  private final int rows;
  private final int slices;
  private final int reach;

  private FatExclusion(
      ImageStack image, ProbabilityStack probabilities, DensityScale scale, double spacingMm) {
    this.image = image;
    this.probabilities = probabilities;
    this.scale = scale;
    NetworkGrid grid = image.grid();
    this.columns = grid.columns().count();
    this.rows = grid.rows().count();
    this.slices = grid.slices().count();
    this.reach = (int) Math.max(1, Math.round(REACH_MM / spacingMm));
  }

  /**
   * Sets the probabilities of fat to 0.
   *
   * @param image the image as the network saw it
   * @param probabilities of lungs, on the same grid
   * @param domain what the numbers of the image were
   * @param network how Hounsfield units became the image's values
   * @param tracker ends the work where it was cancelled
   */
  public static void exclude(
      ImageStack image,
      ProbabilityStack probabilities,
      IntensityDomain domain,
      ModelDescription.Input network,
      Workers workers,
      StageTracker tracker) {
    DensityScale scale =
        domain == IntensityDomain.HOUNSFIELD
            ? DensityScale.ofWindow(network.hounsfieldWindow(), image.grid().slices().count())
            : PictureDensity.find(image, probabilities, workers, tracker);
    if (scale.isKnownAnywhere()) {
      new FatExclusion(image, probabilities, scale, network.inPlaneSpacingMm())
          .exclude(workers, tracker);
    }
  }

  private void exclude(Workers workers, StageTracker tracker) {
    int size = rows * columns;
    byte[] fat = new byte[Math.multiplyExact(size, slices)];
    workers.forEach(slices, () -> findFat(fat, tracker));
    Parts parts = Parts.of(fat, 0, columns, rows, slices);
    byte[] labels = new byte[parts.count()];
    for (int run = 0; run < parts.runCount(); run++) {
      if (parts.labelOfRun(run) == FAT && reachesOutside(parts, run)) {
        labels[parts.partOfRun(run)] = FAT;
      }
    }
    parts.paint(labels, fat, 0);
    workers.forEach(slices, () -> takeOut(fat, tracker));
  }

  private IntConsumer findFat(byte[] fat, StageTracker tracker) {
    float[] smooth = new float[rows * columns];
    float[] row = new float[columns];
    return slice -> {
      tracker.throwIfCancelled();
      if (!scale.isKnown(slice)) {
        return;
      }
      smooth(slice, smooth, row);
      for (int y = reach; y < rows - reach; y++) {
        for (int x = reach; x < columns - reach; x++) {
          int at = y * columns + x;
          boolean all = isFat(smooth[at]);
          all = all && isFat(smooth[at - reach]) && isFat(smooth[at + reach]);
          all = all && isFat(smooth[at - reach * columns]) && isFat(smooth[at + reach * columns]);
          fat[slice * rows * columns + at] = all ? FAT : OTHER;
        }
      }
    };
  }

  private boolean reachesOutside(Parts parts, int run) {
    int size = rows * columns;
    int slice = parts.startOfRun(run) / size;
    for (int at = parts.startOfRun(run); at < parts.endOfRun(run); at++) {
      if (!isLung(slice, at % size)) {
        return true;
      }
    }
    return false;
  }

  /** Takes out what is fat, and what lies beside it and is likely fat. */
  private IntConsumer takeOut(byte[] fat, StageTracker tracker) {
    float[] smooth = new float[rows * columns];
    float[] row = new float[columns];
    return slice -> {
      tracker.throwIfCancelled();
      if (!scale.isKnown(slice)) {
        return;
      }
      int start = slice * rows * columns;
      boolean smoothed = false;
      for (int y = reach; y < rows - reach; y++) {
        for (int x = reach; x < columns - reach; x++) {
          int at = y * columns + x;
          if (!isLung(slice, at)) {
            continue;
          }
          boolean out = fat[start + at] == FAT;
          if (!out && isBeside(fat, start + at)) {
            if (!smoothed) {
              smooth(slice, smooth, row);
              smoothed = true;
            }
            out = smooth[at] >= LEAST_BESIDE_HU && smooth[at] <= MOST_BESIDE_HU;
          }
          if (out) {
            probabilities.exclude(slice, at);
          }
        }
      }
    };
  }

  private boolean isBeside(byte[] fat, int at) {
    return fat[at - reach] == FAT
        || fat[at + reach] == FAT
        || fat[at - reach * columns] == FAT
        || fat[at + reach * columns] == FAT;
  }

  private boolean isLung(int slice, int at) {
    float[] ofSlice = probabilities.slice(slice);
    float sum = 0;
    for (int label = 0; label < probabilities.labelCount(); label++) {
      sum += ofSlice[label * rows * columns + at];
    }
    return sum > LUNG;
  }

  private static boolean isFat(float hounsfield) {
    return hounsfield >= LEAST_HU && hounsfield <= MOST_HU;
  }

  /** The Hounsfield units of a slice, weighted 1 2 1 along its rows and its columns. */
  private void smooth(int slice, float[] target, float[] row) {
    float[] values = image.slice(slice);
    float range = scale.range(slice);
    float low = scale.low(slice);
    for (int y = 0; y < rows; y++) {
      int above = Math.max(0, y - 1) * columns;
      int here = y * columns;
      int below = Math.min(rows - 1, y + 1) * columns;
      for (int x = 0; x < columns; x++) {
        row[x] = (values[above + x] + 2 * values[here + x] + values[below + x]) / 4;
      }
      for (int x = 0; x < columns; x++) {
        float left = row[Math.max(0, x - 1)];
        float right = row[Math.min(columns - 1, x + 1)];
        target[here + x] = low + range * (left + 2 * row[x] + right) / 4;
      }
    }
  }
}
