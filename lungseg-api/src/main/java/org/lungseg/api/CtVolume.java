package org.lungseg.api;

import java.util.Objects;
import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImg;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.img.basictypeaccess.array.ByteArray;
import net.imglib2.img.basictypeaccess.array.FloatArray;
import net.imglib2.img.basictypeaccess.array.ShortArray;
import net.imglib2.type.numeric.RealType;
import net.imglib2.type.numeric.integer.ShortType;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;

/**
 * A three-dimensional CT image that says where its voxels lie and what its numbers mean.
 *
 * <p>The voxels are any ImgLib2 image of real numbers with dimensions {@code (i, j, k)}, {@code i}
 * fastest, and minimum 0. They are shared, not copied: whoever made the volume must not change them
 * while it is in use. Apart from that a volume is immutable, and as safe for many threads as its
 * ImgLib2 image is for reading.
 */
public final class CtVolume {

  private static final int AXES = 3;

  private final RandomAccessibleInterval<? extends RealType<?>> voxels;
  private final VolumeGeometry geometry;
  private final IntensityDomain domain;

  private CtVolume(
      RandomAccessibleInterval<? extends RealType<?>> voxels,
      VolumeGeometry geometry,
      IntensityDomain domain) {
    this.voxels = voxels;
    this.geometry = geometry;
    this.domain = Objects.requireNonNull(domain);
  }

  /**
   * Wraps an ImgLib2 image.
   *
   * @throws IllegalArgumentException if its dimensions are not the geometry's or its minimum is not
   *     0
   */
  public static CtVolume of(
      RandomAccessibleInterval<? extends RealType<?>> voxels,
      VolumeGeometry geometry,
      IntensityDomain domain) {
    if (voxels.numDimensions() != AXES) {
      throw new IllegalArgumentException(
          "a volume has 3 dimensions, got " + voxels.numDimensions());
    }
    for (int axis = 0; axis < AXES; axis++) {
      if (voxels.min(axis) != 0 || voxels.dimension(axis) != geometry.size(axis)) {
        throw new IllegalArgumentException(
            "axis "
                + axis
                + " of the image runs from "
                + voxels.min(axis)
                + " over "
                + voxels.dimension(axis)
                + " voxels; the geometry needs 0 over "
                + geometry.size(axis));
      }
    }
    return new CtVolume(voxels, geometry, domain);
  }

  /** Wraps an array of 16-bit values, {@code i} fastest; not copied. */
  public static CtVolume ofShorts(short[] voxels, VolumeGeometry geometry, IntensityDomain domain) {
    requireLength(voxels.length, geometry);
    return of(ArrayImgs.shorts(voxels, dimensions(geometry)), geometry, domain);
  }

  /** Wraps an array of unsigned 8-bit values, {@code i} fastest; not copied. */
  public static CtVolume ofUnsignedBytes(
      byte[] voxels, VolumeGeometry geometry, IntensityDomain domain) {
    requireLength(voxels.length, geometry);
    return of(ArrayImgs.unsignedBytes(voxels, dimensions(geometry)), geometry, domain);
  }

  /** Wraps an array of floats, {@code i} fastest; not copied. */
  public static CtVolume ofFloats(float[] voxels, VolumeGeometry geometry, IntensityDomain domain) {
    requireLength(voxels.length, geometry);
    return of(ArrayImgs.floats(voxels, dimensions(geometry)), geometry, domain);
  }

  /** The voxels, with dimensions {@code (i, j, k)} and minimum 0. */
  public RandomAccessibleInterval<? extends RealType<?>> voxels() {
    return voxels;
  }

  /** The grid and its place in the patient. */
  public VolumeGeometry geometry() {
    return geometry;
  }

  /** What the numbers mean. */
  public IntensityDomain domain() {
    return domain;
  }

  /** The same voxels in the same place, with another statement of what their numbers mean. */
  public CtVolume withDomain(IntensityDomain other) {
    return new CtVolume(voxels, geometry, other);
  }

  /**
   * The same voxels in another place.
   *
   * @throws IllegalArgumentException if the grid has other sizes
   */
  public CtVolume withGeometry(VolumeGeometry other) {
    return of(voxels, other, domain);
  }

  /**
   * Copies the plane of voxels with one {@code k} into an array, {@code i} fastest. Images backed
   * by one array of shorts, unsigned bytes or floats are copied at memory speed.
   *
   * @param k the plane, 0 to {@code geometry().size(2) - 1}
   * @param target receives {@code size(0) × size(1)} values
   * @throws IndexOutOfBoundsException if there is no such plane
   * @throws IllegalArgumentException if the target is too short
   */
  public void copyPlane(int k, float[] target) {
    int plane = geometry.size(0) * geometry.size(1);
    Objects.checkIndex(k, geometry.size(2));
    if (target.length < plane) {
      throw new IllegalArgumentException(
          "a plane has " + plane + " voxels, the target holds " + target.length);
    }
    if (voxels instanceof ArrayImg<?, ?> image && copyFromArray(image, k, plane, target)) {
      return;
    }
    Cursor<? extends RealType<?>> cursor =
        Views.flatIterable(Views.hyperSlice(voxels, 2, k)).cursor();
    for (int at = 0; at < plane; at++) {
      target[at] = cursor.next().getRealFloat();
    }
  }

  private static boolean copyFromArray(ArrayImg<?, ?> image, int k, int plane, float[] target) {
    Object access = image.update(null);
    Object type = image.getType();
    int start = k * plane;
    if (type instanceof ShortType && access instanceof ShortArray shorts) {
      short[] source = shorts.getCurrentStorageArray();
      for (int at = 0; at < plane; at++) {
        target[at] = source[start + at];
      }
      return true;
    }
    if (type instanceof UnsignedByteType && access instanceof ByteArray bytes) {
      byte[] source = bytes.getCurrentStorageArray();
      for (int at = 0; at < plane; at++) {
        target[at] = source[start + at] & 0xff;
      }
      return true;
    }
    if (type instanceof FloatType && access instanceof FloatArray floats) {
      System.arraycopy(floats.getCurrentStorageArray(), start, target, 0, plane);
      return true;
    }
    return false;
  }

  @Override
  public String toString() {
    return "CT volume, " + geometry + ", " + domain;
  }

  static long[] dimensions(VolumeGeometry geometry) {
    return new long[] {geometry.size(0), geometry.size(1), geometry.size(2)};
  }

  static void requireLength(int length, VolumeGeometry geometry) {
    if (length != geometry.voxelCount()) {
      throw new IllegalArgumentException(
          "the geometry has " + geometry.voxelCount() + " voxels, the array " + length);
    }
  }
}
