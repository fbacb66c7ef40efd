package org.lungseg.engine.internal.resample;

import java.util.Arrays;
import java.util.function.IntConsumer;
import org.lungseg.api.CtVolume;
import org.lungseg.engine.internal.input.InputVerdict;
import org.lungseg.engine.internal.input.PatientAxes;
import org.lungseg.engine.internal.input.Region;
import org.lungseg.engine.internal.run.StageTracker;
import org.lungseg.engine.internal.run.Workers;

/**
 * Brings an image onto the network's grid: within a slice by {@link AxisWeights}, along the body by
 * linear interpolation. The arithmetic is the same, in the same order, for every voxel order of the
 * image and any number of threads.
 */
public final class ImageResampler {

  /** Slabs of slices that are planes of the file are small enough for a processor's cache. */
  private static final int SMALL_SLAB_VALUES = 1 << 21;

  /** Other slabs are read by a pass over the whole image each, so there should be few. */
  private static final int LARGE_SLAB_VALUES = 1 << 24;

  private final NetworkGrid grid;
  private final AxisWeights columns;
  private final AxisWeights rows;
  private final SlabReader reader;
  private final int slabSlices;

  /** A resampler of one image onto one grid. */
  public ImageResampler(
      CtVolume volume, PatientAxes axes, InputVerdict verdict, NetworkGrid networkGrid) {
    grid = networkGrid;
    columns = AxisWeights.of(grid.columns());
    rows = AxisWeights.of(grid.rows());
    Region needed =
        new Region(columns.sourceFrom(), columns.sourceTo(), rows.sourceFrom(), rows.sourceTo());
    reader = new SlabReader(volume, axes, needed, verdict);
    long sliceValues = (long) reader.width() * reader.height();
    long values =
        reader.slicesArePlanes()
            ? Math.max(SMALL_SLAB_VALUES, 2 * sliceValues)
            : Math.max(LARGE_SLAB_VALUES, 2 * sliceValues);
    slabSlices = (int) Math.min(axes.size(PatientAxes.S), values / sliceValues);
  }

  /** The memory for slices in their original size, in bytes. */
  public long slabBytes() {
    return (long) slabSlices * reader.width() * reader.height() * Float.BYTES;
  }

  /** Resamples; calls {@link StageTracker#step} once for each slice of the grid. */
  public ImageStack resample(Workers workers, StageTracker tracker) {
    float[][] slices = new float[grid.slices().count()][];
    float[] slab = new float[slabSlices * reader.width() * reader.height()];
    int from = 0;
    while (from < slices.length) {
      int firstVoxel = lowVoxel(from);
      int to = from + 1;
      while (to < slices.length && highVoxel(to) - firstVoxel < slabSlices) {
        to++;
      }
      tracker.throwIfCancelled();
      reader.read(firstVoxel, highVoxel(to - 1) + 1, slab, workers);
      int begin = from;
      workers.forEach(
          to - from,
          () -> {
            IntConsumer slice = sliceTask(slab, firstVoxel, begin, slices);
            return task -> {
              slice.accept(task);
              tracker.step();
            };
          });
      from = to;
    }
    return new ImageStack(grid, slices);
  }

  private IntConsumer sliceTask(float[] slab, int firstVoxel, int begin, float[][] slices) {
    float[] row = new float[columns.count()];
    float[] second = new float[grid.sliceSize()];
    return task -> {
      int slice = begin + task;
      double place = place(slice);
      int low = lowVoxel(slice);
      float share = (float) (place - low);
      float[] target = new float[grid.sliceSize()];
      resampleSlice(slab, low - firstVoxel, row, target);
      if (highVoxel(slice) > low) {
        resampleSlice(slab, low + 1 - firstVoxel, row, second);
        for (int at = 0; at < target.length; at++) {
          target[at] += share * (second[at] - target[at]);
        }
      }
      slices[slice] = target;
    };
  }

  /** Resamples within one slice: along each row, then the rows into each sample's row. */
  private void resampleSlice(float[] slab, int slabSlice, float[] row, float[] target) {
    Arrays.fill(target, 0);
    int width = reader.width();
    int firstColumn = columns.sourceFrom();
    int firstRow = rows.sourceFrom();
    int count = columns.count();
    int held = -1; // the image row that `row` holds: neighbouring samples may share one
    for (int y = 0; y < rows.count(); y++) {
      float[] weights = rows.weights(y);
      for (int at = 0; at < weights.length; at++) {
        int source = rows.first(y) + at - firstRow;
        if (source != held) {
          int start = (slabSlice * reader.height() + source) * width - firstColumn;
          resampleRow(slab, start, row);
          held = source;
        }
        float weight = weights[at];
        for (int x = 0, to = y * count; x < count; x++, to++) {
          target[to] += weight * row[x];
        }
      }
    }
  }

  private void resampleRow(float[] slab, int start, float[] row) {
    for (int x = 0; x < row.length; x++) {
      float[] weights = columns.weights(x);
      int source = start + columns.first(x);
      float sum = 0;
      for (float weight : weights) {
        sum += weight * slab[source++];
      }
      row[x] = sum;
    }
  }

  private double place(int slice) {
    return Math.max(0, Math.min(grid.slices().sourceCount() - 1.0, grid.slices().toSource(slice)));
  }

  private int lowVoxel(int slice) {
    return (int) Math.floor(place(slice));
  }

  private int highVoxel(int slice) {
    return (int) Math.ceil(place(slice));
  }
}
