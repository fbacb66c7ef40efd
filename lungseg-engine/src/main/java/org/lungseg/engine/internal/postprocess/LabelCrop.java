package org.lungseg.engine.internal.postprocess;

import org.lungseg.engine.internal.input.PatientAxes;
import org.lungseg.engine.internal.run.Workers;

/**
 * The part of a mask that holds labels, copied along the patient's axes (columns fastest, then
 * rows, then slices), with one voxel of background around it on each side.
 */
final class LabelCrop {

  private final PatientAxes axes;
  private final int[] from;
  private final int width;
  private final int height;
  private final int depth;
  private final byte[] labels;

  private LabelCrop(PatientAxes axes, int[] from, int[] to) {
    this.axes = axes;
    this.from = from;
    this.width = to[0] - from[0] + 2;
    this.height = to[1] - from[1] + 2;
    this.depth = to[2] - from[2] + 2;
    this.labels = new byte[Math.multiplyExact(Math.multiplyExact(width, height), depth)];
  }

  /** Copies the labels out of a mask, which must hold at least one. */
  static LabelCrop of(byte[] mask, PatientAxes axes, Workers workers) {
    int[][] box = box(mask, axes);
    LabelCrop crop = new LabelCrop(axes, box[0], box[1]);
    crop.copy(mask, false, workers);
    return crop;
  }

  /** Copies the labels back into the mask. */
  void writeTo(byte[] mask, Workers workers) {
    copy(mask, true, workers);
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  int depth() {
    return depth;
  }

  /** The labels, for reading and writing. */
  byte[] labels() {
    return labels;
  }

  /** The size of a voxel along columns, rows and slices. */
  double spacingMm(int axis) {
    return axes.spacingMm(axis);
  }

  private void copy(byte[] mask, boolean back, Workers workers) {
    int step = axes.stride(PatientAxes.W);
    workers.forEach(
        depth - 2,
        () ->
            s -> {
              for (int h = 0; h < height - 2; h++) {
                int at = axes.arrayIndex(from[0], from[1] + h, from[2] + s);
                int inCrop = ((s + 1) * height + h + 1) * width + 1;
                for (int w = 0; w < width - 2; w++, at += step, inCrop++) {
                  if (back) {
                    mask[at] = labels[inCrop];
                  } else {
                    labels[inCrop] = mask[at];
                  }
                }
              }
            });
  }

  /** The first and behind the last index that holds a label, along W, H and S. */
  private static int[][] box(byte[] mask, PatientAxes axes) {
    int[] axisOfVoxelAxis = {axes.patientAxis(0), axes.patientAxis(1), axes.patientAxis(2)};
    int sizeI = axes.size(axisOfVoxelAxis[0]);
    int sizeJ = axes.size(axisOfVoxelAxis[1]);
    int sizeK = axes.size(axisOfVoxelAxis[2]);
    int[] low = {sizeI, sizeJ, sizeK};
    int[] high = {-1, -1, -1};
    for (int k = 0, start = 0; k < sizeK; k++) {
      for (int j = 0; j < sizeJ; j++, start += sizeI) {
        int first = 0;
        while (first < sizeI && mask[start + first] == 0) {
          first++;
        }
        if (first == sizeI) {
          continue;
        }
        int last = sizeI - 1;
        while (mask[start + last] == 0) {
          last--;
        }
        grow(low, high, 0, first, last);
        grow(low, high, 1, j, j);
        grow(low, high, 2, k, k);
      }
    }
    int[][] box = new int[2][3];
    for (int voxel = 0; voxel < 3; voxel++) {
      int axis = axisOfVoxelAxis[voxel];
      int one = axes.voxelIndex(axis, low[voxel]);
      int other = axes.voxelIndex(axis, high[voxel]);
      box[0][axis] = Math.min(one, other);
      box[1][axis] = Math.max(one, other) + 1;
    }
    return box;
  }

  private static void grow(int[] low, int[] high, int axis, int from, int to) {
    low[axis] = Math.min(low[axis], from);
    high[axis] = Math.max(high[axis], to);
  }
}
