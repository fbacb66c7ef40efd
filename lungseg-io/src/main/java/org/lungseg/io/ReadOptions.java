package org.lungseg.io;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import org.lungseg.api.VolumeGeometry;

/**
 * How to read a volume. Immutable; start from {@link #defaults()}.
 *
 * @param limits what the file may make the reader allocate
 * @param volumeIndex which volume of a file that holds several, from 0; where it is empty, such a
 *     file is refused
 * @param pictureSpacing the voxel spacing of a stack of pictures, which state none; where it is
 *     empty, the spacing is assumed as {@link PngStack} says
 * @param series which DICOM series of several: its number in {@link DicomSeries#list} or its Series
 *     Instance UID; where it is empty, several are refused
 * @param grid the grid that a mask is wanted on, see {@link #withGrid}
 * @param threads how many threads may read and decode the files of a DICOM series, the caller's
 *     among them
 * @param executor runs the threads other than the caller's; where it is empty, threads that live as
 *     long as one call
 */
public record ReadOptions(
    ReadLimits limits,
    OptionalInt volumeIndex,
    Optional<VoxelSpacing> pictureSpacing,
    Optional<String> series,
    Optional<VolumeGeometry> grid,
    int threads,
    Optional<Executor> executor) {

  private static final ReadOptions DEFAULTS =
      new ReadOptions(
          ReadLimits.defaults(),
          OptionalInt.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Runtime.getRuntime().availableProcessors(),
          Optional.empty());

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if the index is negative or there is no thread
   */
  public ReadOptions {
    Objects.requireNonNull(limits);
    Objects.requireNonNull(pictureSpacing);
    Objects.requireNonNull(series);
    Objects.requireNonNull(grid);
    Objects.requireNonNull(executor);
    if (threads < 1) {
      throw new IllegalArgumentException("at least one thread reads, got " + threads);
    }
    if (volumeIndex.isPresent() && volumeIndex.getAsInt() < 0) {
      throw new IllegalArgumentException(
          "a volume index counts from 0, got " + volumeIndex.getAsInt());
    }
  }

  /** The default limits, no index, no spacing, no series, a thread for each processor. */
  public static ReadOptions defaults() {
    return DEFAULTS;
  }

  /** The same with other limits. */
  public ReadOptions withLimits(ReadLimits other) {
    return new ReadOptions(other, volumeIndex, pictureSpacing, series, grid, threads, executor);
  }

  /** The same for one volume of several, counted from 0. */
  public ReadOptions withVolumeIndex(int index) {
    return new ReadOptions(
        limits, OptionalInt.of(index), pictureSpacing, series, grid, threads, executor);
  }

  /** The same with a known spacing for pictures, which then counts as calibrated. */
  public ReadOptions withPictureSpacing(VoxelSpacing spacing) {
    return new ReadOptions(
        limits, volumeIndex, Optional.of(spacing), series, grid, threads, executor);
  }

  /** The same for one DICOM series of several, by its number or its Series Instance UID. */
  public ReadOptions withSeries(String numberOrUid) {
    return new ReadOptions(
        limits, volumeIndex, pictureSpacing, Optional.of(numberOrUid), grid, threads, executor);
  }

  /**
   * The same for a mask on the grid of its CT. A segmentation (DICOM SEG, {@code .seg.nrrd}) may
   * hold only the part of the grid in which there are voxels; {@link VolumeIO#readMask} then puts
   * it where it belongs. A mask that lies on another grid, or outside of this one, is refused.
   * Reading a CT takes no notice of it.
   */
  public ReadOptions withGrid(VolumeGeometry ctGrid) {
    return new ReadOptions(
        limits, volumeIndex, pictureSpacing, series, Optional.of(ctGrid), threads, executor);
  }

  /** The same with another number of threads, the caller's among them. */
  public ReadOptions withThreads(int count) {
    return new ReadOptions(limits, volumeIndex, pictureSpacing, series, grid, count, executor);
  }

  /** The same with threads of the host. */
  public ReadOptions withExecutor(Executor host) {
    return new ReadOptions(
        limits, volumeIndex, pictureSpacing, series, grid, threads, Optional.of(host));
  }
}
