package org.lungseg.io;

/**
 * The distances between neighbouring voxel centres.
 *
 * @param iMm along {@code i}: between the columns of a picture
 * @param jMm along {@code j}: between its rows
 * @param kMm along {@code k}: between the slices
 */
public record VoxelSpacing(double iMm, double jMm, double kMm) {

  /**
   * Checks the distances.
   *
   * @throws IllegalArgumentException if one is not positive and finite
   */
  public VoxelSpacing {
    if (!isDistance(iMm) || !isDistance(jMm) || !isDistance(kMm)) {
      throw new IllegalArgumentException(
          "voxel distances are positive, got " + iMm + ", " + jMm + ", " + kMm + " mm");
    }
  }

  private static boolean isDistance(double mm) {
    return mm > 0 && mm < Double.POSITIVE_INFINITY;
  }
}
