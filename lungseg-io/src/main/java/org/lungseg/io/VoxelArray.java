package org.lungseg.io;

import org.lungseg.api.CtVolume;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.VolumeGeometry;

/** The voxels of one volume, {@code i} fastest, in the smallest type that keeps them exactly. */
sealed interface VoxelArray {

  int length();

  double valueAt(int index);

  /** The extremes of the finite values; looks at all of them each time. */
  default ValueRange range() {
    ValueRange.Collector range = new ValueRange.Collector();
    for (int at = 0; at < length(); at++) {
      range.add(valueAt(at));
    }
    return range.result();
  }

  /** Whether there are finite values and all lie between two bounds; stops at the first outside. */
  default boolean isWithin(double least, double greatest) {
    boolean any = false;
    for (int at = 0; at < length(); at++) {
      double value = valueAt(at);
      if (Double.isFinite(value)) {
        if (value < least || value > greatest) {
          return false;
        }
        any = true;
      }
    }
    return any;
  }

  /** A volume that shares the array. */
  CtVolume toCt(VolumeGeometry geometry, IntensityDomain domain);

  /** 8-bit values, 0 to 255. */
  @SuppressWarnings("ArrayRecordComponent") // a view of the array; never compared
  record UnsignedBytes(byte[] voxels) implements VoxelArray {
    @Override
    public int length() {
      return voxels.length;
    }

    @Override
    public double valueAt(int index) {
      return voxels[index] & 0xff;
    }

    @Override
    public CtVolume toCt(VolumeGeometry geometry, IntensityDomain domain) {
      return CtVolume.ofUnsignedBytes(voxels, geometry, domain);
    }
  }

  /** Whole numbers that fit 16 bits with sign. */
  @SuppressWarnings("ArrayRecordComponent") // a view of the array; never compared
  record Shorts(short[] voxels) implements VoxelArray {
    @Override
    public int length() {
      return voxels.length;
    }

    @Override
    public double valueAt(int index) {
      return voxels[index];
    }

    @Override
    public CtVolume toCt(VolumeGeometry geometry, IntensityDomain domain) {
      return CtVolume.ofShorts(voxels, geometry, domain);
    }
  }

  /** Everything else; may hold NaN and infinities. */
  @SuppressWarnings("ArrayRecordComponent") // a view of the array; never compared
  record Floats(float[] voxels) implements VoxelArray {
    @Override
    public int length() {
      return voxels.length;
    }

    @Override
    public double valueAt(int index) {
      return voxels[index];
    }

    @Override
    public CtVolume toCt(VolumeGeometry geometry, IntensityDomain domain) {
      return CtVolume.ofFloats(voxels, geometry, domain);
    }
  }
}
