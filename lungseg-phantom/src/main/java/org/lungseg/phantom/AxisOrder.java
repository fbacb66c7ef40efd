package org.lungseg.phantom;

import org.lungseg.api.VolumeGeometry;

/** Copies voxels into another order of axes, as {@link VolumeGeometry#reordered} describes it. */
final class AxisOrder {

  private final int[] size = new int[3];
  private final int[] step = new int[3];
  private int start;

  AxisOrder(VolumeGeometry source, int[] sourceAxes, boolean[] flips) {
    int[] sourceStep = {1, source.size(0), source.size(0) * source.size(1)};
    for (int axis = 0; axis < 3; axis++) {
      size[axis] = source.size(sourceAxes[axis]);
      step[axis] = sourceStep[sourceAxes[axis]];
      if (flips[axis]) {
        start += (size[axis] - 1) * step[axis];
        step[axis] = -step[axis];
      }
    }
  }

  short[] apply(short[] source) {
    short[] target = new short[source.length];
    forEachRow(
        (at, from) -> {
          for (int i = 0; i < size[0]; i++) {
            target[at + i] = source[from + i * step[0]];
          }
        });
    return target;
  }

  byte[] apply(byte[] source) {
    byte[] target = new byte[source.length];
    forEachRow(
        (at, from) -> {
          for (int i = 0; i < size[0]; i++) {
            target[at + i] = source[from + i * step[0]];
          }
        });
    return target;
  }

  private void forEachRow(RowCopy copy) {
    for (int k = 0; k < size[2]; k++) {
      for (int j = 0; j < size[1]; j++) {
        copy.copy((k * size[1] + j) * size[0], start + k * step[2] + j * step[1]);
      }
    }
  }

  private interface RowCopy {
    void copy(int targetStart, int sourceStart);
  }
}
