package org.lungseg.engine.internal.chest;

import java.util.function.IntConsumer;
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
 */
public final class ChestFusion {

  static final float LEAST_PROBABILITY = 0.01f;

  /** Below this the other network sees no lung. */
  private static final float NOTHING_FOUND = 1e-3f;

  /** Below this probability, as odds, the network for the whole chest sees no lung. */
  private static final double NOTHING_LIKELY = 0.02 / 0.98;

  private final ChestFinding finding;
  private final double weight;
  private final LinearSamples columns;
  private final LinearSamples rows;
  private final LinearSamples slices;

  /**
   * What a finding of some weight adds.
   *
   * @param weight of this network; that of the other is 1
   */
  public ChestFusion(ChestFinding finding, double weight) {
    this.finding = finding;
    this.weight = weight;
    this.columns = LinearSamples.covering(finding.grid().columns());
    this.rows = LinearSamples.covering(finding.grid().rows());
    this.slices = LinearSamples.covering(finding.grid().slices());
  }

  /**
   * Changes what the other network found.
   *
   * @param probabilities for the same labels, on the grid that the finding's cubes were laid over
   * @param tracker ends the work where it was cancelled
   */
  public void addTo(ProbabilityStack probabilities, Workers workers, StageTracker tracker) {
    workers.forEach(
        probabilities.grid().slices().count(), () -> new SliceTask(probabilities, tracker));
  }

  /** Works on one slice at a time with its own buffers. */
  private final class SliceTask implements IntConsumer {

    private final ProbabilityStack probabilities;
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

    SliceTask(ProbabilityStack probabilities, StageTracker tracker) {
      this.probabilities = probabilities;
      this.tracker = tracker;
      this.size = probabilities.grid().sliceSize();
    }

    @Override
    public void accept(int slice) {
      tracker.throwIfCancelled();
      blendSlices(slice);
      float[] before = probabilities.slice(slice);
      float[] after = before; // slices that hold nothing may share their array
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
          double all = oddsAt(x);
          if (nothingFound && all < NOTHING_LIKELY) {
            continue;
          }
          if (after == before) {
            after = before.clone();
          }
          fuse(after, at, found, all);
        }
      }
      if (after != before) {
        probabilities.replace(slice, after);
      }
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
    private void fuse(float[] values, int at, float found, double all) {
      double background = 1 / (1 + all) + LEAST_PROBABILITY;
      double sum = Math.max(0, 1 - found) + LEAST_PROBABILITY;
      for (int label = 0; label < labels; label++) {
        double likelier = (odds[label] / (1 + all) + LEAST_PROBABILITY) / background;
        odds[label] = (values[label * size + at] + LEAST_PROBABILITY) * Math.pow(likelier, weight);
        sum += odds[label];
      }
      for (int label = 0; label < labels; label++) {
        values[label * size + at] = (float) (odds[label] / sum);
      }
    }
  }
}
