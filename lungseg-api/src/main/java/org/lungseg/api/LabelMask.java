package org.lungseg.api;

import java.util.Objects;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.UnsignedByteType;

/**
 * A label for each voxel of a grid, 0 being background.
 *
 * <p>The voxels are one byte each in one array, {@code i} fastest. The array is shared, not copied;
 * apart from that a mask is immutable and safe for many threads.
 */
public sealed class LabelMask permits LungMask {

  private static final int VALUES = 256;
  private static final double MM3_PER_ML = 1000;

  private final byte[] voxels;
  private final VolumeGeometry geometry;
  private final LabelSet labels;
  private final long[] histogram;

  LabelMask(byte[] voxels, VolumeGeometry geometry, LabelSet labels) {
    CtVolume.requireLength(voxels.length, geometry);
    this.voxels = voxels;
    this.geometry = geometry;
    this.labels = Objects.requireNonNull(labels);
    this.histogram = new long[VALUES];
    for (byte voxel : voxels) {
      histogram[voxel & 0xff]++;
    }
    for (int value = 1; value < VALUES; value++) {
      if (histogram[value] > 0 && labels.find(value).isEmpty()) {
        throw new IllegalArgumentException(
            "the mask has "
                + histogram[value]
                + " voxels of value "
                + value
                + ", not one of "
                + labels.labels());
      }
    }
  }

  /** A mask that shares another's voxels, which are already known to fit the labels. */
  LabelMask(LabelMask other, LabelSet labels) {
    this.voxels = other.voxels;
    this.geometry = other.geometry;
    this.histogram = other.histogram;
    this.labels = labels;
  }

  /**
   * Wraps an array of labels.
   *
   * @param voxels unsigned label values, {@code i} fastest; not copied
   * @throws IllegalArgumentException if the array does not fit the geometry or holds a value that
   *     is no label
   */
  public static LabelMask of(byte[] voxels, VolumeGeometry geometry, LabelSet labels) {
    return new LabelMask(voxels, geometry, labels);
  }

  /** The grid and its place in the patient. */
  public final VolumeGeometry geometry() {
    return geometry;
  }

  /** The structures this mask can hold. */
  public final LabelSet labels() {
    return labels;
  }

  /** The label values as an ImgLib2 image with dimensions {@code (i, j, k)}, sharing the array. */
  public final RandomAccessibleInterval<UnsignedByteType> voxels() {
    return ArrayImgs.unsignedBytes(voxels, CtVolume.dimensions(geometry));
  }

  /** The array behind the mask, {@code i} fastest; shared, for reading only. */
  public final byte[] array() {
    return voxels;
  }

  /** The label value of a voxel, 0 for background. */
  public final int valueAt(int i, int j, int k) {
    Objects.checkIndex(i, geometry.size(0));
    Objects.checkIndex(j, geometry.size(1));
    Objects.checkIndex(k, geometry.size(2));
    return voxels[(k * geometry.size(1) + j) * geometry.size(0) + i] & 0xff;
  }

  /** The number of voxels with a label value. */
  public final long voxelCount(int value) {
    return histogram[Objects.checkIndex(value, VALUES)];
  }

  /** The number of voxels that are not background. */
  public final long voxelCount() {
    return voxels.length - histogram[0];
  }

  /** Whether all voxels are background. */
  public final boolean isEmpty() {
    return voxelCount() == 0;
  }

  /**
   * The volume of one structure.
   *
   * @throws UnusableInputException if the voxel spacing is assumed, not known
   */
  public final double volumeMl(int value) {
    return toMl(voxelCount(value));
  }

  /**
   * The volume of all structures together.
   *
   * @throws UnusableInputException if the voxel spacing is assumed, not known
   */
  public final double volumeMl() {
    return toMl(voxelCount());
  }

  private double toMl(long count) {
    if (geometry.spacingOrigin() == SpacingOrigin.ASSUMED) {
      throw new UnusableInputException(
          "no volume in mL: the voxel spacing of this mask is assumed, not measured; read the CT from"
              + " a format that states it (DICOM, NIfTI)");
    }
    return count * geometry.voxelVolumeMm3() / MM3_PER_ML;
  }

  @Override
  public String toString() {
    return "mask of " + voxelCount() + " voxels, " + geometry;
  }
}
