package org.lungseg.engine.internal.postprocess;

import java.util.Arrays;
import java.util.function.IntConsumer;
import org.lungseg.engine.internal.resample.ImageStack;
import org.lungseg.engine.internal.resample.ProbabilityStack;
import org.lungseg.engine.internal.run.StageTracker;
import org.lungseg.engine.internal.run.Workers;

/**
 * Finds the Hounsfield units of a picture, slice by slice, from its own histogram: outside the
 * lungs found, a slice of a patient with fat has two peaks, fat and soft tissue, with a valley
 * between them (the mode method of Prewitt and Mendelsohn, 1966). The two give a linear scale.
 *
 * <p>Whether they are what they seem is told by the lungs. In any linear scale the distance from
 * fat to soft tissue is the same share of the distance from lung to soft tissue. Pictures with
 * another curve, with local contrast (CLAHE), and windows too narrow for lungs do not have it, or
 * have no two peaks. If most slices with lung have no trustworthy scale, then none is trusted: in
 * few slices two peaks may fit by chance. Lean patients have no peak of fat, and little fat to take
 * out.
 *
 * <p>Works on the network's grid, in time linear in its samples.
 */
final class PictureDensity {

  /** Where the peaks lay in the histograms of patients with fat; within 10 HU in nearly all. */
  static final float FAT_HU = -105;

  static final float SOFT_TISSUE_HU = 35;

  /** As many as 8 bits have. */
  private static final int BINS = 256;

  /** Half the width of what a histogram is smoothed by. */
  private static final int REACH = 2;

  /** Below it are air in the lung and none of its vessels. */
  private static final double DARK_LUNG_SHARE = 0.1;

  /**
   * The least distance from fat to soft tissue, as a share of that from dark lung to soft tissue:
   * 140 of 1120 HU, which is more than from air.
   */
  private static final double LEAST_SHARE = 0.125;

  /** 140 of 700 HU: a lung whose darkest tenth has −665 HU is very ill. */
  private static final double MOST_SHARE = 0.2;

  /** A valley has at most this share of the lower peak. */
  private static final double VALLEY_SHARE = 0.75;

  /** Samples in a bin below which a peak may be chance. */
  private static final double LEAST_PEAK = 40;

  /** Lung samples that a slice must have: 4 cm² on a grid of 2 mm. */
  private static final int LEAST_LUNG = 100;

  /** Of the slices with lung, those that must have a scale. */
  private static final double TRUSTED_SHARE = 0.5;

  private static final float LUNG = 0.5f;

  private final ImageStack image;
  private final ProbabilityStack probabilities;
  private final float[] low;
  private final float[] range;
  private final boolean[] withLung;

  private PictureDensity(ImageStack image, ProbabilityStack probabilities) {
    this.image = image;
    this.probabilities = probabilities;
    int slices = image.grid().slices().count();
    this.low = new float[slices];
    this.range = new float[slices];
    this.withLung = new boolean[slices];
  }

  /**
   * Finds the scales.
   *
   * @param image samples 0 to 1, in each slice linear in density if there is to be a scale
   * @param probabilities of lungs, on the same grid
   * @param tracker ends the work where it was cancelled
   */
  static DensityScale find(
      ImageStack image, ProbabilityStack probabilities, Workers workers, StageTracker tracker) {
    PictureDensity density = new PictureDensity(image, probabilities);
    workers.forEach(
        density.low.length,
        () -> {
          IntConsumer slice = density.sliceTask();
          return at -> {
            tracker.throwIfCancelled();
            slice.accept(at);
          };
        });
    return density.trusted();
  }

  private DensityScale trusted() {
    int lung = 0;
    int known = 0;
    for (int slice = 0; slice < low.length; slice++) {
      lung += withLung[slice] ? 1 : 0;
      known += range[slice] != 0 ? 1 : 0;
    }
    return known < TRUSTED_SHARE * lung
        ? DensityScale.unknown(low.length)
        : DensityScale.ofSlices(low, range);
  }

  private IntConsumer sliceTask() {
    int[] lung = new int[BINS];
    int[] others = new int[BINS];
    double[] smooth = new double[BINS];
    return slice -> {
      Arrays.fill(lung, 0);
      Arrays.fill(others, 0);
      count(slice, lung, others);
      if (Arrays.stream(lung).sum() >= LEAST_LUNG) {
        withLung[slice] = true;
        smooth(others, smooth);
        findScale(slice, darkLung(lung), smooth);
      }
    };
  }

  private void count(int slice, int[] lung, int[] others) {
    float[] values = image.slice(slice);
    float[] ofSlice = probabilities.slice(slice);
    for (int at = 0; at < values.length; at++) {
      float sum = 0;
      for (int label = 0; label < probabilities.labelCount(); label++) {
        sum += ofSlice[label * values.length + at];
      }
      int bin = Math.max(0, Math.min(BINS - 1, Math.round(values[at] * (BINS - 1))));
      (sum > LUNG ? lung : others)[bin]++;
    }
  }

  /** Of all pairs of peaks that may be fat and soft tissue, takes that with the deepest valley. */
  private void findScale(int slice, int darkLung, double[] counts) {
    double deepest = 0;
    for (int soft = darkLung + 1; soft < BINS - REACH; soft++) {
      if (!isPeak(counts, soft)) {
        continue;
      }
      int from = (int) Math.ceil(soft - MOST_SHARE * (soft - darkLung));
      int to = (int) Math.floor(soft - LEAST_SHARE * (soft - darkLung));
      for (int fat = Math.max(from, REACH); fat <= Math.min(to, soft - 2 * REACH); fat++) {
        if (!isPeak(counts, fat)) {
          continue;
        }
        double peak = Math.min(counts[fat], counts[soft]);
        double valley = Arrays.stream(counts, fat, soft).min().orElse(peak);
        if (valley <= VALLEY_SHARE * peak && peak - valley > deepest) {
          deepest = peak - valley;
          float ofBin = (SOFT_TISSUE_HU - FAT_HU) / (soft - fat);
          range[slice] = ofBin * (BINS - 1);
          low[slice] = FAT_HU - ofBin * fat;
        }
      }
    }
  }

  private static boolean isPeak(double[] counts, int bin) {
    if (counts[bin] < LEAST_PEAK) {
      return false;
    }
    for (int near = bin - REACH; near <= bin + REACH; near++) {
      if (counts[near] > counts[bin]) {
        return false;
      }
    }
    return true;
  }

  private static int darkLung(int[] lung) {
    double rank = DARK_LUNG_SHARE * Arrays.stream(lung).sum();
    int bin = 0;
    for (int below = lung[0]; below <= rank; below += lung[bin]) {
      bin++;
    }
    return bin;
  }

  /** Weighted 1 2 3 2 1; the outermost bins stay 0. */
  private static void smooth(int[] counts, double[] target) {
    int weights = (REACH + 1) * (REACH + 1);
    for (int bin = REACH; bin < BINS - REACH; bin++) {
      double sum = 0;
      for (int by = -REACH; by <= REACH; by++) {
        sum += (REACH + 1 - Math.abs(by)) * counts[bin + by];
      }
      target[bin] = sum / weights;
    }
  }
}
