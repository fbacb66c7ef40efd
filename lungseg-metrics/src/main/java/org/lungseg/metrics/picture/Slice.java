package org.lungseg.metrics.picture;

/**
 * One slice laid out as on the picture: {@code x} to the right, {@code y} down, row by row,
 * whatever the order of axes in memory.
 *
 * @param view the plane
 * @param number the slice's place, 1 being the lowest along the RAS axis
 * @param count how many slices the volume has along that axis
 * @param width voxels across
 * @param height voxels down
 * @param stepXMm distance of neighbouring voxel centres across
 * @param stepYMm distance of neighbouring voxel centres down
 * @param values intensities
 * @param labels label values
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never leaves the package
record Slice(
    PlaneView view,
    int number,
    int count,
    int width,
    int height,
    double stepXMm,
    double stepYMm,
    float[] values,
    byte[] labels) {

  double widthMm() {
    return width * stepXMm;
  }

  double heightMm() {
    return height * stepYMm;
  }

  /** The label value at a place, 0 outside of the slice. */
  int labelAt(int x, int y) {
    return x < 0 || y < 0 || x >= width || y >= height ? 0 : labels[y * width + x] & 0xff;
  }
}
