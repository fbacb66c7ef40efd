package org.lungseg.engine.internal.input;

import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntConsumer;
import org.lungseg.api.CtVolume;
import org.lungseg.engine.internal.run.StageTracker;
import org.lungseg.engine.internal.run.Workers;

/**
 * What one pass over all voxels tells of an image: the range of its values, a histogram, and the
 * means of blocks of about {@value #BLOCK_MM} mm along the patient's axes.
 */
final class ImageScan {

  /** Fine enough to see an arm's gap to the body, coarse enough to even out noise. */
  static final double BLOCK_MM = 6;

  /** Values below count as this in block means, so that padding of −3024 does not outweigh. */
  private static final float LOWEST = -1024;

  /** Values above count as this in block means, so that metal does not outweigh. */
  private static final float HIGHEST = 3000;

  /** The histogram covers 12-bit CT with any usual offset, one bin a unit. */
  private static final int FIRST_BIN = -4096;

  private static final int BINS = 12288;

  private static final int FINE_BINS = 65536;

  private final CtVolume volume;
  private final PatientAxes axes;
  private final int[] blockVoxels = new int[3];
  private final int[] blockCount = new int[3];
  private final double[] blockSums;

  private float min = Float.POSITIVE_INFINITY;
  private float max = Float.NEGATIVE_INFINITY;
  private long finiteCount;
  private boolean wholeNumbers = true;
  private final ValueHistogram histogram = new ValueHistogram(FIRST_BIN, 1, BINS);

  private ImageScan(CtVolume volume, PatientAxes axes) {
    this.volume = volume;
    this.axes = axes;
    for (int axis = 0; axis < 3; axis++) {
      blockVoxels[axis] = Math.max(1, (int) Math.round(BLOCK_MM / axes.spacingMm(axis)));
      blockCount[axis] = (axes.size(axis) + blockVoxels[axis] - 1) / blockVoxels[axis];
    }
    blockSums =
        new double
            [Math.multiplyExact(Math.multiplyExact(blockCount[0], blockCount[1]), blockCount[2])];
  }

  /** Reads the whole volume; calls {@link StageTracker#step} once for each {@link #layers}. */
  static ImageScan of(CtVolume volume, PatientAxes axes, Workers workers, StageTracker tracker) {
    ImageScan scan = new ImageScan(volume, axes);
    Collection<Part> parts = new ConcurrentLinkedQueue<>();
    workers.forEach(
        layers(axes),
        () -> {
          Part part = scan.new Part();
          parts.add(part);
          return layer -> {
            part.accept(layer);
            tracker.step();
          };
        });
    parts.forEach(scan::merge);
    return scan;
  }

  /** The number of layers of blocks along the slowest voxel axis. */
  static int layers(PatientAxes axes) {
    int axis = axes.patientAxis(2);
    int block = Math.max(1, (int) Math.round(BLOCK_MM / axes.spacingMm(axis)));
    return (axes.size(axis) + block - 1) / block;
  }

  float min() {
    return min;
  }

  float max() {
    return max;
  }

  long finiteCount() {
    return finiteCount;
  }

  ValueHistogram histogram() {
    return histogram;
  }

  /** The number of blocks along {@link PatientAxes#W}, {@code H} or {@code S}. */
  int blockCount(int axis) {
    return blockCount[axis];
  }

  /** The number of voxels of a block along an axis; the last block may have fewer. */
  int blockVoxels(int axis) {
    return blockVoxels[axis];
  }

  /** The mean value of a block. */
  double blockMean(int w, int h, int s) {
    long voxels = (long) extent(0, w) * extent(1, h) * extent(2, s);
    return blockSums[blockIndex(w, h, s)] / voxels;
  }

  /**
   * Percentiles of the finite values: exact for whole numbers of CT range, else to 1/65536 of the
   * range, which takes another pass.
   */
  double[] percentiles(double lowPercent, double highPercent, Workers workers) {
    ValueHistogram values = histogram;
    if (!wholeNumbers || min < FIRST_BIN || max >= FIRST_BIN + BINS) {
      double width = ((double) max - min) / (FINE_BINS - 1);
      values = new ValueHistogram(min, width, FINE_BINS);
      Collection<ValueHistogram> parts = new ConcurrentLinkedQueue<>();
      workers.forEach(
          volume.geometry().size(2),
          () -> {
            ValueHistogram part = new ValueHistogram(min, width, FINE_BINS);
            parts.add(part);
            return countPlanesInto(part);
          });
      parts.forEach(values::merge);
    }
    return new double[] {values.percentile(lowPercent), values.percentile(highPercent)};
  }

  private IntConsumer countPlanesInto(ValueHistogram part) {
    float[] plane = new float[planeSize()];
    return k -> {
      volume.copyPlane(k, plane);
      for (float value : plane) {
        if (Float.isFinite(value)) {
          part.add(value);
        }
      }
    };
  }

  private int planeSize() {
    return volume.geometry().size(0) * volume.geometry().size(1);
  }

  private int extent(int axis, int block) {
    return Math.min(blockVoxels[axis], axes.size(axis) - block * blockVoxels[axis]);
  }

  private int blockIndex(int w, int h, int s) {
    return (s * blockCount[1] + h) * blockCount[0] + w;
  }

  private int blockStride(int axis) {
    return switch (axis) {
      case PatientAxes.W -> 1;
      case PatientAxes.H -> blockCount[0];
      default -> blockCount[0] * blockCount[1];
    };
  }

  /** For each index along a voxel axis, what its block adds to the place in the sums. */
  private int[] blockOffsets(int axis) {
    int[] offsets = new int[axes.size(axis)];
    for (int index = 0; index < offsets.length; index++) {
      offsets[index] = axes.voxelIndex(axis, index) / blockVoxels[axis] * blockStride(axis);
    }
    return offsets;
  }

  private void merge(Part part) {
    min = Math.min(min, part.partMin);
    max = Math.max(max, part.partMax);
    finiteCount += part.partFinite;
    wholeNumbers &= part.partWhole;
    histogram.merge(part.partHistogram);
  }

  /** What one thread sees. Layers are whole blocks thick, so threads never share a block. */
  private final class Part {

    private final float[] plane = new float[planeSize()];
    private final ValueHistogram partHistogram = new ValueHistogram(FIRST_BIN, 1, BINS);
    private float partMin = Float.POSITIVE_INFINITY;
    private float partMax = Float.NEGATIVE_INFINITY;
    private long partFinite;
    private boolean partWhole = true;

    void accept(int layer) {
      int axis = axes.patientAxis(2);
      int from = layer * blockVoxels[axis];
      int to = Math.min(axes.size(axis), from + blockVoxels[axis]);
      for (int index = from; index < to; index++) {
        volume.copyPlane(axes.voxelIndex(axis, index), plane);
        count(axis, layer);
      }
    }

    private void count(int layerAxis, int layer) {
      int[] columnBlock = blockOffsets(axes.patientAxis(0));
      int[] rowBlock = blockOffsets(axes.patientAxis(1));
      int layerBlock = layer * blockStride(layerAxis);
      int at = 0;
      for (int offset : rowBlock) {
        int row = layerBlock + offset;
        int column = 0;
        while (column < columnBlock.length) {
          int block = columnBlock[column];
          double sum = 0;
          for (; column < columnBlock.length && columnBlock[column] == block; column++, at++) {
            float value = plane[at];
            if (Float.isFinite(value)) {
              see(value);
              sum += Math.max(LOWEST, Math.min(HIGHEST, value));
            } else {
              sum += LOWEST;
            }
          }
          blockSums[row + block] += sum;
        }
      }
    }

    private void see(float value) {
      partFinite++;
      partMin = Math.min(partMin, value);
      partMax = Math.max(partMax, value);
      partWhole &= value == (int) value; // false beyond the range of int, which needs no care
      partHistogram.add(value);
    }
  }
}
