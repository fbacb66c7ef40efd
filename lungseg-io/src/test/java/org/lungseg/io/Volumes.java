package org.lungseg.io;

import org.lungseg.api.Affine3D;
import org.lungseg.api.CtVolume;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.LabelMask;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.api.VolumeGeometry;

/** Small volumes for tests. */
final class Volumes {

  private Volumes() {}

  /** A grid of 5 × 4 × 3 voxels with three different spacings, turned and left-handed. */
  static VolumeGeometry obliqueGeometry() {
    double cos = 0.8;
    double sin = 0.6;
    return VolumeGeometry.of(
        5,
        4,
        3,
        Affine3D.of(
            -0.7f * cos, 0.9f * sin, 0, -101.5, -0.7f * sin, -0.9f * cos, 0, 33.25, 0, 0, -3, -640),
        SpacingOrigin.CALIBRATED);
  }

  static VolumeGeometry axialGeometry(int sizeI, int sizeJ, int sizeK) {
    return VolumeGeometry.axial(sizeI, sizeJ, sizeK, 0.75, 0.875, 2.5, SpacingOrigin.CALIBRATED);
  }

  /** Hounsfield-like values, all different for small grids. */
  static CtVolume ct(VolumeGeometry geometry) {
    short[] voxels = new short[(int) geometry.voxelCount()];
    for (int at = 0; at < voxels.length; at++) {
      voxels[at] = (short) (at * 7 % 2000 - 1000);
    }
    return CtVolume.ofShorts(voxels, geometry, IntensityDomain.HOUNSFIELD);
  }

  /** Labels 0, 1, 2 in turn. */
  static byte[] labels(VolumeGeometry geometry) {
    byte[] voxels = new byte[(int) geometry.voxelCount()];
    for (int at = 0; at < voxels.length; at++) {
      voxels[at] = (byte) (at * 5 % 7 % 3);
    }
    return voxels;
  }

  /** All values, {@code i} fastest. */
  static float[] values(CtVolume ct) {
    int plane = ct.geometry().size(0) * ct.geometry().size(1);
    float[] all = new float[(int) ct.geometry().voxelCount()];
    float[] slice = new float[plane];
    for (int k = 0; k < ct.geometry().size(2); k++) {
      ct.copyPlane(k, slice);
      System.arraycopy(slice, 0, all, k * plane, plane);
    }
    return all;
  }

  static float[] values(LabelMask mask) {
    float[] all = new float[mask.array().length];
    for (int at = 0; at < all.length; at++) {
      all[at] = mask.array()[at] & 0xff;
    }
    return all;
  }
}
