package org.lungseg.api;

import java.util.Objects;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.converter.Converters;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;

/**
 * For each voxel of a grid how probable it is, by the network, that it belongs to any of the
 * structures that the network finds: lung of either side, for a network of lungs. Before any
 * post-processing, so a voxel may be likely and yet not in the mask, or the other way round.
 *
 * <p>Held in steps of 1/{@value #STEPS}, one byte a voxel in one array, {@code i} fastest, which is
 * shared, not copied. Apart from that immutable and safe for many threads.
 */
public final class ProbabilityMap {

  /** The number of steps from 0 to 1. */
  public static final int STEPS = 255;

  private final byte[] voxels;
  private final VolumeGeometry geometry;

  private ProbabilityMap(byte[] voxels, VolumeGeometry geometry) {
    CtVolume.requireLength(voxels.length, geometry);
    this.voxels = voxels;
    this.geometry = geometry;
  }

  /**
   * Wraps an array.
   *
   * @param voxels unsigned bytes from 0 to {@value #STEPS} for 0 to 1, {@code i} fastest; not
   *     copied
   * @throws IllegalArgumentException if the array does not fit the geometry
   */
  public static ProbabilityMap of(byte[] voxels, VolumeGeometry geometry) {
    return new ProbabilityMap(voxels, geometry);
  }

  /** The grid and its place in the patient. */
  public VolumeGeometry geometry() {
    return geometry;
  }

  /** The probability of a voxel, from 0 to 1. */
  public float probabilityAt(int i, int j, int k) {
    Objects.checkIndex(i, geometry.size(0));
    Objects.checkIndex(j, geometry.size(1));
    Objects.checkIndex(k, geometry.size(2));
    return (voxels[(k * geometry.size(1) + j) * geometry.size(0) + i] & 0xff) / (float) STEPS;
  }

  /** The probabilities, 0 to 1, as an ImgLib2 image with dimensions {@code (i, j, k)}; a view. */
  public RandomAccessibleInterval<FloatType> voxels() {
    return Converters.convertRAI(
        ArrayImgs.unsignedBytes(voxels, CtVolume.dimensions(geometry)),
        (step, probability) -> probability.set(step.get() / (float) STEPS),
        new FloatType());
  }

  /** The array behind the map, {@code i} fastest; shared, for reading only. */
  public byte[] array() {
    return voxels;
  }
}
