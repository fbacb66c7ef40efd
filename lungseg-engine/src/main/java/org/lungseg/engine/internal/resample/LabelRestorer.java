package org.lungseg.engine.internal.resample;

import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.lungseg.api.ProbabilityMap;
import org.lungseg.engine.internal.input.PatientAxes;
import org.lungseg.engine.internal.run.StageTracker;
import org.lungseg.engine.internal.run.Workers;

/**
 * Brings probabilities from the network's grid to the image's own voxels and decides on labels
 * there, slice by slice: a voxel belongs to a structure if the probabilities of all structures
 * together, interpolated linearly along the three axes, exceed one half; its label is the one of
 * greatest probability, and of equal ones that with the lowest value.
 */
public final class LabelRestorer {

  private static final float DECISION = 0.5f;

  private final ProbabilityStack stack;
  private final PatientAxes axes;
  private final LinearSamples columns;
  private final LinearSamples rows;
  private final LinearSamples slices;

  /** A restorer for one image. */
  public LabelRestorer(ProbabilityStack stack, PatientAxes axes) {
    this.stack = stack;
    this.axes = axes;
    this.columns = LinearSamples.within(stack.grid().columns());
    this.rows = LinearSamples.within(stack.grid().rows());
    this.slices = LinearSamples.covering(stack.grid().slices());
  }

  /**
   * Decides on all voxels; calls {@link StageTracker#step} once for each axial slice.
   *
   * @return label values in the image's own voxel order
   */
  public byte[] restore(Workers workers, StageTracker tracker) {
    return restore(null, workers, tracker);
  }

  /**
   * Decides on all voxels and keeps how sure that is.
   *
   * @param probability receives, in the image's own voxel order, the probability of all structures
   *     together in steps of 1/{@value ProbabilityMap#STEPS}; must hold zeros
   * @return label values in the image's own voxel order
   */
  public byte[] restore(byte @Nullable [] probability, Workers workers, StageTracker tracker) {
    byte[] mask = new byte[axes.size(0) * axes.size(1) * axes.size(2)];
    workers.forEach(
        axes.size(PatientAxes.S),
        () -> {
          IntConsumer slice = new SliceTask(mask, probability);
          return s -> {
            slice.accept(s);
            tracker.step();
          };
        });
    return mask;
  }

  /** Works on one slice at a time with its own buffers. */
  private final class SliceTask implements IntConsumer {

    private final byte[] mask;
    private final byte @Nullable [] probability;
    private final int labels = stack.labelCount();
    private final int width = axes.size(PatientAxes.W);
    private final int sampleColumns = stack.grid().columns().count();
    private final int sampleRows = stack.grid().rows().count();
    private final float[] slice = new float[labels * stack.grid().sliceSize()];
    private final float[] greatestOfRow = new float[sampleRows];
    // Two rows of samples, interpolated along the columns: the ones around a row of voxels.
    private float[] lowRow = new float[labels * width];
    private float[] highRow = new float[labels * width];
    private int lowRowIndex;
    private int highRowIndex;

    SliceTask(byte[] mask, byte @Nullable [] probability) {
      this.mask = mask;
      this.probability = probability;
    }

    @Override
    public void accept(int s) {
      blendSlices(s);
      findGreatest();
      lowRowIndex = -1;
      highRowIndex = -1;
      for (int h = 0; h < axes.size(PatientAxes.H); h++) {
        int low = rows.low(h);
        if (low < 0) {
          continue;
        }
        int high = rows.high(h);
        if (probability == null && Math.max(greatestOfRow[low], greatestOfRow[high]) <= DECISION) {
          continue; // interpolation cannot exceed the samples it lies between
        }
        loadRows(low, high);
        decideRow(rows.share(h), axes.arrayIndex(0, h, s));
      }
    }

    private void blendSlices(int s) {
      float[] below = stack.slice(slices.low(s));
      float[] above = stack.slice(slices.high(s));
      float share = slices.share(s);
      if (share == 0) {
        System.arraycopy(below, 0, slice, 0, slice.length);
        return;
      }
      for (int at = 0; at < slice.length; at++) {
        slice[at] = below[at] + share * (above[at] - below[at]);
      }
    }

    private void findGreatest() {
      int size = stack.grid().sliceSize();
      for (int y = 0; y < sampleRows; y++) {
        float greatest = 0;
        for (int x = 0; x < sampleColumns; x++) {
          float sum = 0;
          for (int label = 0; label < labels; label++) {
            sum += slice[label * size + y * sampleColumns + x];
          }
          greatest = Math.max(greatest, sum);
        }
        // Sums round differently after interpolation: keep rows that are at the edge.
        greatestOfRow[y] = greatest * (1 + 1e-5f);
      }
    }

    private void loadRows(int low, int high) {
      if (low == highRowIndex) {
        float[] swap = lowRow;
        lowRow = highRow;
        highRow = swap;
        highRowIndex = lowRowIndex;
        lowRowIndex = low;
      }
      if (low != lowRowIndex) {
        interpolateRow(low, lowRow);
        lowRowIndex = low;
      }
      if (high != highRowIndex) {
        interpolateRow(high, highRow);
        highRowIndex = high;
      }
    }

    private void interpolateRow(int y, float[] target) {
      for (int label = 0; label < labels; label++) {
        int from = label * stack.grid().sliceSize() + y * sampleColumns;
        int to = label * width;
        for (int w = 0; w < width; w++) {
          int low = columns.low(w);
          if (low < 0) {
            target[to + w] = 0;
            continue;
          }
          float below = slice[from + low];
          float above = slice[from + columns.high(w)];
          target[to + w] = below + columns.share(w) * (above - below);
        }
      }
    }

    private void decideRow(float share, int arrayStart) {
      int step = axes.stride(PatientAxes.W);
      for (int w = 0, at = arrayStart; w < width; w++, at += step) {
        float sum = 0;
        float best = -1;
        int bestLabel = 0;
        for (int label = 0; label < labels; label++) {
          float low = lowRow[label * width + w];
          float ofLabel = low + share * (highRow[label * width + w] - low);
          sum += ofLabel;
          if (ofLabel > best) {
            best = ofLabel;
            bestLabel = label;
          }
        }
        if (sum > DECISION) {
          mask[at] = (byte) stack.labelValue(bestLabel);
        }
        if (probability != null) {
          probability[at] = (byte) Math.round(Math.min(1, sum) * ProbabilityMap.STEPS);
        }
      }
    }
  }
}
