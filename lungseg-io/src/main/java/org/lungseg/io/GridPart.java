package org.lungseg.io;

import org.lungseg.api.Affine3D;
import org.lungseg.api.UnusableInputException;
import org.lungseg.api.VolumeGeometry;

/** Puts label values of a part of an image's grid where they belong in the whole. */
final class GridPart {

  private static final int AXES = 3;

  /** How far, in voxels, the grid of a part may lie from that of the whole. */
  private static final double SAME_GRID_TOLERANCE = 0.05;

  private GridPart() {}

  /**
   * The label values on the grid of the image; the array itself where that is all of it.
   *
   * @param part label values, {@code i} fastest
   * @param geometry the grid of the part
   * @param name what errors call the part
   * @throws UnusableInputException if the grids do not fit, or labels lie outside the image
   */
  static byte[] onto(VolumeGeometry image, byte[] part, VolumeGeometry geometry, String name) {
    int[] offset = offset(image, geometry, name);
    if (part.length == image.voxelCount()
        && offset[0] == 0
        && offset[1] == 0
        && offset[2] == 0
        && geometry.size(0) == image.size(0)
        && geometry.size(1) == image.size(1)) {
      return part;
    }
    byte[] whole = new byte[Math.toIntExact(image.voxelCount())];
    long outside = 0;
    for (int at = 0; at < part.length; at++) {
      if (part[at] != 0) {
        int i = at % geometry.size(0) + offset[0];
        int j = at / geometry.size(0) % geometry.size(1) + offset[1];
        int k = at / geometry.size(0) / geometry.size(1) + offset[2];
        if (isIn(i, image.size(0)) && isIn(j, image.size(1)) && isIn(k, image.size(2))) {
          whole[(k * image.size(1) + j) * image.size(0) + i] = part[at];
        } else {
          outside++;
        }
      }
    }
    if (outside > 0) {
      throw new UnusableInputException(
          outside + " voxels of " + name + " lie outside the image, " + image);
    }
    return whole;
  }

  private static boolean isIn(int index, int size) {
    return index >= 0 && index < size;
  }

  /** Where the first voxel lies in the grid of the image. */
  private static int[] offset(VolumeGeometry image, VolumeGeometry geometry, String name) {
    Affine3D toImage = image.voxelToRasMm().inverse().after(geometry.voxelToRasMm());
    int[] offset = new int[AXES];
    for (int corner = 0; corner < 8; corner++) {
      int[] index = new int[AXES];
      for (int axis = 0; axis < AXES; axis++) {
        index[axis] = (corner >> axis & 1) == 0 ? 0 : geometry.size(axis) - 1;
      }
      double[] there = toImage.apply(index[0], index[1], index[2]);
      for (int axis = 0; axis < AXES; axis++) {
        double shift = there[axis] - index[axis];
        if (corner == 0) {
          offset[axis] = (int) Math.rint(shift);
        }
        if (!(Math.abs(shift - offset[axis]) <= SAME_GRID_TOLERANCE)) {
          throw new UnusableInputException(
              "the grid of "
                  + name
                  + ", "
                  + geometry
                  + ", is no part of the image's, "
                  + image
                  + "; give the image that was segmented");
        }
      }
    }
    return offset;
  }
}
