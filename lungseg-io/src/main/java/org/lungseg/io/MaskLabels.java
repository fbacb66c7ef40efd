package org.lungseg.io;

import org.lungseg.api.LabelSet;
import org.lungseg.api.UnusableInputException;
import org.lungseg.api.VolumeGeometry;

/** Turns voxels into label values and checks each. */
final class MaskLabels {

  private static final int VALUES = 256;

  private MaskLabels() {}

  /**
   * The label of each voxel; shares the array where it holds bytes already.
   *
   * @throws UnusableInputException if a voxel is neither 0 nor a label
   */
  static byte[] of(VoxelArray voxels, VolumeGeometry geometry, LabelSet labels, ByteSource source) {
    boolean[] known = new boolean[VALUES];
    known[0] = true;
    labels.labels().forEach(label -> known[label.value()] = true);
    byte[] values =
        voxels instanceof VoxelArray.UnsignedBytes bytes
            ? bytes.voxels()
            : new byte[voxels.length()];
    for (int at = 0; at < values.length; at++) {
      double value = voxels.valueAt(at);
      if (!(value >= 0 && value < VALUES) || value != (int) value || !known[(int) value]) {
        int sizeI = geometry.size(0);
        int sizeJ = geometry.size(1);
        throw new UnusableInputException(
            source.name()
                + ": not such a mask: voxel ("
                + at % sizeI
                + ", "
                + at / sizeI % sizeJ
                + ", "
                + at / sizeI / sizeJ
                + ") is "
                + value
                + ", expected 0 for background or one of "
                + labels.labels().stream().map(l -> l.value() + " (" + l.name() + ")").toList());
      }
      values[at] = (byte) value;
    }
    return values;
  }
}
