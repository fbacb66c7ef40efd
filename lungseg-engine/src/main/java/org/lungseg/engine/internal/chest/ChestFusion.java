package org.lungseg.engine.internal.chest;

import java.util.function.IntConsumer;
import org.lungseg.engine.ModelDescription;
import org.lungseg.engine.internal.resample.ImageStack;
import org.lungseg.engine.internal.resample.LinearSamples;
import org.lungseg.engine.internal.resample.ProbabilityStack;
import org.lungseg.engine.internal.run.StageTracker;
import org.lungseg.engine.internal.run.Workers;

/**
 * Adds the word of a network for the whole chest to that of another: for each class, background
 * among them, {@code log(p + e) + weight · log(q + e)} with the probability p of the other network
 * and q of this one, and a softmax over the classes. It is a logarithmic opinion pool (Genest and
 * Zidek, Combining Probability Distributions, Statistical Science 1986); {@code e} = {@value
 * #LEAST_PROBABILITY} keeps either network from having its way alone where it is sure.
 *
 * <p>The log odds of the cubes are interpolated linearly along the three axes. Where neither
 * network sees lung, all stays as it is.
 *
 * <p>The whole weight counts only where the image is as dense as tissue. Lung that holds air is
 * told by its density, which the other network sees in more detail; so is fat, of which no lung is
 * made. Between {@value #ADDS_NOTHING_HU} and {@value #ADDS_WHOLLY_HU} HU the weight of what this
 * network adds rises from nothing, and between {@value #TAKES_NOTHING_HU} and {@value
 * #TAKES_WHOLLY_HU} HU of what it takes away.
 *
 * <p>As dense as tissue, both networks miss more lung than they find too much. So the log odds of
 * lung are raised there, by up to {@value #DENSE_LUNG_LOG_ODDS}, in the same measure as what is
 * added counts.
 */
public final class ChestFusion {

  static final float LEAST_PROBABILITY = 0.01f;

  static final double DENSE_LUNG_LOG_ODDS = 1;

  static final float ADDS_NOTHING_HU = -60;
  static final float ADDS_WHOLLY_HU = -10;
  static final float TAKES_NOTHING_HU = -250;
  static final float TAKES_WHOLLY_HU = -150;

  static final double LEAST_CHEST_MM = 100;
  static final double NEAR_MM = 30;
  static final double FAR_MM = 60;

  /** A slice has lung if so much of it is lung. */
  private static final double LEAST_LUNG_MM2 = 400;

  private static final float LUNG = 0.5f;

  /** Below this the other network sees no lung. */
  private static final float NOTHING_FOUND = 1e-3f;

  /** Below this probability, as odds, the network for the whole chest sees no lung. */
  private static final double NOTHING_LIKELY = 0.02 / 0.98;

  private final ChestFinding finding;
  private final double weight;
  private final double sampleMm2;
  private final LinearSamples columns;
  private final LinearSamples rows;
  private final LinearSamples slices;

  /**
   * What a finding of some weight adds.
   *
   * @param weight of this network; that of the other is 1
   * @param sampleSpacingMm the distance of the other network's rows and columns
   */
  public ChestFusion(ChestFinding finding, double weight, double sampleSpacingMm) {
    this.finding = finding;
    this.weight = weight;
    this.sampleMm2 = sampleSpacingMm * sampleSpacingMm;
    this.columns = LinearSamples.covering(finding.grid().columns());
    this.rows = LinearSamples.covering(finding.grid().rows());
    this.slices = LinearSamples.covering(finding.grid().slices());
  }

  /**
   * Changes what the other network found.
   *
   * @param probabilities for the same labels, on the grid that the finding's cubes were laid over
   * @param image on the same grid
   * @param window the Hounsfield units that are 0 and 1 in the image
   * @param tracker ends the work where it was cancelled
   */
  public void addTo(
      ProbabilityStack probabilities,
      ImageStack image,
      ModelDescription.Range window,
      Workers workers,
      StageTracker tracker) {
    double[] nearness = nearness(probabilities);
    if (nearness.length > 0) {
      workers.forEach(
          nearness.length, () -> new SliceTask(probabilities, image, window, nearness, tracker));
    }
  }

  /**
   * For each slice how much of what is added counts: all near slices in which the other network
   * finds lung, nothing far from them. Empty if it finds too little lung for a chest.
   */
  private double[] nearness(ProbabilityStack found) {
    int count = found.grid().slices().count();
    double spacingMm = found.grid().sliceSpacingMm();
    boolean[] lung = new boolean[count];
    int withLung = 0;
    for (int slice = 0; slice < count; slice++) {
      lung[slice] = lungSamples(found, slice) * sampleMm2 >= LEAST_LUNG_MM2;
      withLung += lung[slice] ? 1 : 0;
    }
    if (withLung * spacingMm < LEAST_CHEST_MM) {
      return new double[0];
    }
    double[] nearness = new double[count];
    for (int slice = 0; slice < count; slice++) {
      int away = 0;
      while (!isLung(lung, slice - away) && !isLung(lung, slice + away)) {
        away++;
      }
      double share = (FAR_MM - away * spacingMm) / (FAR_MM - NEAR_MM);
      nearness[slice] = Math.max(0, Math.min(1, share));
    }
    return nearness;
  }

  private static boolean isLung(boolean[] lung, int slice) {
    return slice >= 0 && slice < lung.length && lung[slice];
  }

  private static int lungSamples(ProbabilityStack found, int slice) {
    float[] values = found.slice(slice);
    int size = found.grid().sliceSize();
    int samples = 0;
    for (int at = 0; at < size; at++) {
      float sum = 0;
      for (int label = 0; label < found.labelCount(); label++) {
        sum += values[label * size + at];
      }
      samples += sum >= LUNG ? 1 : 0;
    }
    return samples;
  }

  /** What part of the weight counts at a density. */
  private static double share(double hounsfield, boolean adds) {
    double from = adds ? ADDS_NOTHING_HU : TAKES_NOTHING_HU;
    double to = adds ? ADDS_WHOLLY_HU : TAKES_WHOLLY_HU;
    return Math.max(0, Math.min(1, (hounsfield - from) / (to - from)));
  }

  /** Works on one slice at a time with its own buffers. */
  private final class SliceTask implements IntConsumer {

    private final ProbabilityStack probabilities;
    private final ImageStack image;
    private final ModelDescription.Range window;
    private final double[] nearness;
    private final StageTracker tracker;
    private final int labels = finding.labelCount();
    private final int size;
    private final int cubeColumns = finding.grid().columns().count();
    private final int cubeRows = finding.grid().rows().count();
    private final double[] odds = new double[labels];
    private final float[][] plane = new float[labels][cubeRows * cubeColumns];
    private final float[][] row = new float[labels][cubeColumns];

    /** Where no label has log odds like this, all together do not have {@link #NOTHING_LIKELY}. */
    private final float leastLogOdds = (float) Math.log(NOTHING_LIKELY / labels);

    SliceTask(
        ProbabilityStack probabilities,
        ImageStack image,
        ModelDescription.Range window,
        double[] nearness,
        StageTracker tracker) {
      this.probabilities = probabilities;
      this.image = image;
      this.window = window;
      this.nearness = nearness;
      this.tracker = tracker;
      this.size = probabilities.grid().sliceSize();
    }

    @Override
    public void accept(int slice) {
      tracker.throwIfCancelled();
      blendSlices(slice);
      float[] before = probabilities.slice(slice);
      float[] after = before; // slices that hold nothing may share their array
      float[] values = image.slice(slice);
      int sampleColumns = probabilities.grid().columns().count();
      for (int y = 0; y < probabilities.grid().rows().count(); y++) {
        boolean rowIsLikely = blendRows(y);
        for (int x = 0, at = y * sampleColumns; x < sampleColumns; x++, at++) {
          float found = 0;
          for (int label = 0; label < labels; label++) {
            found += before[label * size + at];
          }
          boolean nothingFound = found < NOTHING_FOUND;
          if (nothingFound && !(rowIsLikely && isLikely(x))) {
            continue;
          }
          double hounsfield = hounsfield(values, x, y);
          if (hounsfield <= TAKES_NOTHING_HU) {
            continue; // before anything dear is computed: most of a lung ends here
          }
          double all = oddsAt(x);
          if (nothingFound && all < NOTHING_LIKELY) {
            continue;
          }
          boolean adds = all / (1 + all) > found;
          double added = share(hounsfield, true) * nearness[slice];
          double weightHere = weight * (adds ? added : share(hounsfield, false));
          if (weightHere == 0) {
            continue;
          }
          if (after == before) {
            after = before.clone();
          }
          fuse(after, at, found, all, weightHere, added);
        }
      }
      if (after != before) {
        probabilities.replace(slice, after);
      }
    }

    /** The mean of a sample and its neighbours in the slice. */
    private double hounsfield(float[] values, int x, int y) {
      int columnCount = probabilities.grid().columns().count();
      int lastRow = Math.min(y + 1, probabilities.grid().rows().count() - 1);
      int lastColumn = Math.min(x + 1, columnCount - 1);
      float sum = 0;
      int count = 0;
      for (int row = Math.max(0, y - 1); row <= lastRow; row++) {
        for (int column = Math.max(0, x - 1); column <= lastColumn; column++, count++) {
          sum += values[row * columnCount + column];
        }
      }
      return window.low() + sum / count * (window.high() - window.low());
    }

    private void blendSlices(int slice) {
      int low = slices.low(slice) * plane[0].length;
      int high = slices.high(slice) * plane[0].length;
      float share = slices.share(slice);
      for (int label = 0; label < labels; label++) {
        float[] all = finding.logOdds(label);
        for (int at = 0; at < plane[label].length; at++) {
          plane[label][at] = all[low + at] + share * (all[high + at] - all[low + at]);
        }
      }
    }

    /** Makes the row of cubes for a row of samples; gives whether there may be lung in it. */
    private boolean blendRows(int y) {
      int low = rows.low(y) * cubeColumns;
      int high = rows.high(y) * cubeColumns;
      float share = rows.share(y);
      float greatest = Float.NEGATIVE_INFINITY;
      for (int label = 0; label < labels; label++) {
        float[] all = plane[label];
        for (int x = 0; x < cubeColumns; x++) {
          row[label][x] = all[low + x] + share * (all[high + x] - all[low + x]);
          greatest = Math.max(greatest, row[label][x]);
        }
      }
      return greatest >= leastLogOdds;
    }

    private boolean isLikely(int x) {
      for (int label = 0; label < labels; label++) {
        if (logOdds(label, x) >= leastLogOdds) {
          return true;
        }
      }
      return false;
    }

    private float logOdds(int label, int x) {
      float low = row[label][columns.low(x)];
      return low + columns.share(x) * (row[label][columns.high(x)] - low);
    }

    /** The odds of all labels together against background; {@link #odds} receives each. */
    private double oddsAt(int x) {
      double all = 0;
      for (int label = 0; label < labels; label++) {
        odds[label] = Math.exp(logOdds(label, x));
        all += odds[label];
      }
      return all;
    }

    /** Divides the weights of the classes by that of the second network's background. */
    private void fuse(
        float[] values, int at, float found, double all, double weightHere, double added) {
      double raised = Math.exp(DENSE_LUNG_LOG_ODDS * added);
      double background = 1 / (1 + all) + LEAST_PROBABILITY;
      double sum = Math.max(0, 1 - found) + LEAST_PROBABILITY;
      for (int label = 0; label < labels; label++) {
        double likelier = (odds[label] / (1 + all) + LEAST_PROBABILITY) / background;
        odds[label] =
            raised
                * (values[label * size + at] + LEAST_PROBABILITY)
                * Math.pow(likelier, weightHere);
        sum += odds[label];
      }
      for (int label = 0; label < labels; label++) {
        values[label * size + at] = (float) (odds[label] / sum);
      }
    }
  }
}
