package org.lungseg.io;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How to read a volume. Immutable; start from {@link #defaults()}.
 *
 * @param limits what the file may make the reader allocate
 * @param volumeIndex which volume of a file that holds several, from 0; where it is empty, such a
 *     file is refused
 * @param pictureSpacing the voxel spacing of a stack of pictures, which state none; where it is
 *     empty, the spacing is assumed as {@link PngStack} says
 */
public record ReadOptions(
    ReadLimits limits, OptionalInt volumeIndex, Optional<VoxelSpacing> pictureSpacing) {

  private static final ReadOptions DEFAULTS =
      new ReadOptions(ReadLimits.defaults(), OptionalInt.empty(), Optional.empty());

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if the index is negative
   */
  public ReadOptions {
    Objects.requireNonNull(limits);
    Objects.requireNonNull(pictureSpacing);
    if (volumeIndex.isPresent() && volumeIndex.getAsInt() < 0) {
      throw new IllegalArgumentException(
          "a volume index counts from 0, got " + volumeIndex.getAsInt());
    }
  }

  /** The default limits, no index, no spacing. */
  public static ReadOptions defaults() {
    return DEFAULTS;
  }

  /** The same with other limits. */
  public ReadOptions withLimits(ReadLimits other) {
    return new ReadOptions(other, volumeIndex, pictureSpacing);
  }

  /** The same for one volume of several, counted from 0. */
  public ReadOptions withVolumeIndex(int index) {
    return new ReadOptions(limits, OptionalInt.of(index), pictureSpacing);
  }

  /** The same with a known spacing for pictures, which then counts as calibrated. */
  public ReadOptions withPictureSpacing(VoxelSpacing spacing) {
    return new ReadOptions(limits, volumeIndex, Optional.of(spacing));
  }
}
