package org.lungseg.io;

import org.lungseg.api.BudgetExceededException;

/**
 * What a file may make the reader allocate. Limits are checked before the allocation; the heap of
 * the virtual machine is a further limit that always holds.
 *
 * @param maxVoxels the most voxels of one volume
 * @param maxBytes the most bytes for the voxels of one volume in memory; also the most that the
 *     compressed files of a folder or an archive may unpack to while they are looked through
 * @param maxFiles the most files of a folder, an archive or a table of contents
 * @param maxInflationRatio the most bytes that one packed byte may become, where the size of what
 *     is packed is known. Deflate itself cannot go beyond 1032, and an empty mask comes near that
 * @param maxNesting how deep the sequences of a DICOM header may lie in sequences
 */
public record ReadLimits(
    long maxVoxels, long maxBytes, int maxFiles, int maxInflationRatio, int maxNesting) {

  /** 1024 × 1024 × 1024: twice a whole-body CT of 512 × 512 × 2000. */
  private static final long DEFAULT_MAX_VOXELS = 1L << 30;

  /** The default voxels as floats. */
  private static final long DEFAULT_MAX_BYTES = 4L << 30;

  /** Some fifty studies of a thousand slices. */
  private static final int DEFAULT_MAX_FILES = 50_000;

  /** The bound of deflate: no stream unpacks to more than this many times its length. */
  static final int MAX_DEFLATE_RATIO = 1032;

  /** Files of scanners have 6 at most. */
  private static final int DEFAULT_MAX_NESTING = 32;

  /** Sequences are read one within the other on the stack of the thread. */
  private static final int GREATEST_NESTING = 256;

  /** The largest array that every Java virtual machine allows. */
  private static final long MAX_ARRAY_LENGTH = Integer.MAX_VALUE - 8L;

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException if one is not positive, or if sequences may lie more than 256
   *     deep
   */
  public ReadLimits {
    if (maxVoxels < 1
        || maxBytes < 1
        || maxFiles < 1
        || maxInflationRatio < 1
        || maxNesting < 1
        || maxNesting > GREATEST_NESTING) {
      throw new IllegalArgumentException(
          "limits are positive, and nesting at most "
              + GREATEST_NESTING
              + "; got "
              + maxVoxels
              + " voxels, "
              + maxBytes
              + " bytes, "
              + maxFiles
              + " files, inflation by "
              + maxInflationRatio
              + " and nesting of "
              + maxNesting);
    }
  }

  /** Limits of voxels, bytes and files, with the default inflation and nesting. */
  public ReadLimits(long maxVoxels, long maxBytes, int maxFiles) {
    this(maxVoxels, maxBytes, maxFiles, MAX_DEFLATE_RATIO, DEFAULT_MAX_NESTING);
  }

  /** Limits of voxels and bytes, with the default number of files. */
  public ReadLimits(long maxVoxels, long maxBytes) {
    this(maxVoxels, maxBytes, DEFAULT_MAX_FILES);
  }

  /** 2<sup>30</sup> voxels, 4 GiB, 50,000 files, inflation by 1032 and nesting of 32. */
  public static ReadLimits defaults() {
    return new ReadLimits(DEFAULT_MAX_VOXELS, DEFAULT_MAX_BYTES);
  }

  /** The same with another inflation ratio. */
  public ReadLimits withMaxInflationRatio(int ratio) {
    return new ReadLimits(maxVoxels, maxBytes, maxFiles, ratio, maxNesting);
  }

  /** The same with another nesting of sequences. */
  public ReadLimits withMaxNesting(int nesting) {
    return new ReadLimits(maxVoxels, maxBytes, maxFiles, maxInflationRatio, nesting);
  }

  /**
   * Does nothing if so many bytes may be allocated, in one array or several.
   *
   * @throws BudgetExceededException if they may not
   */
  void requireBytes(String sourceName, long bytes) {
    long budgetBytes = Math.min(maxBytes, Runtime.getRuntime().maxMemory());
    if (bytes > budgetBytes) {
      throw overBudget(sourceName, bytes, budgetBytes);
    }
  }

  /** An array of bytes, if it is allowed and there is room for it. */
  byte[] newBytes(String sourceName, long length) {
    require(sourceName, length, Byte.BYTES);
    try {
      return new byte[(int) length];
    } catch (OutOfMemoryError e) {
      throw overBudget(sourceName, length, Runtime.getRuntime().maxMemory());
    }
  }

  /** An array of shorts, if it is allowed and there is room for it. */
  short[] newShorts(String sourceName, long length) {
    require(sourceName, length, Short.BYTES);
    try {
      return new short[(int) length];
    } catch (OutOfMemoryError e) {
      throw overBudget(sourceName, length * Short.BYTES, Runtime.getRuntime().maxMemory());
    }
  }

  /** An array of floats, if it is allowed and there is room for it. */
  float[] newFloats(String sourceName, long length) {
    require(sourceName, length, Float.BYTES);
    try {
      return new float[(int) length];
    } catch (OutOfMemoryError e) {
      throw overBudget(sourceName, length * Float.BYTES, Runtime.getRuntime().maxMemory());
    }
  }

  /**
   * Does nothing if an array may be allocated.
   *
   * @throws BudgetExceededException if it may not
   */
  private void require(String sourceName, long voxels, int bytesPerVoxel) {
    long bytes = voxels > Long.MAX_VALUE / bytesPerVoxel ? Long.MAX_VALUE : voxels * bytesPerVoxel;
    long mostVoxels = Math.min(maxVoxels, MAX_ARRAY_LENGTH);
    if (voxels > mostVoxels) {
      throw new BudgetExceededException(
          sourceName
              + ": the volume has "
              + voxels
              + " voxels, more than the limit of "
              + mostVoxels
              + "; raise ReadLimits or crop the volume",
          bytes,
          maxBytes);
    }
    requireBytes(sourceName, bytes);
  }

  private static BudgetExceededException overBudget(
      String sourceName, long bytes, long budgetBytes) {
    return new BudgetExceededException(
        sourceName
            + ": the voxels need "
            + bytes
            + " bytes of memory, more than the "
            + budgetBytes
            + " there are; raise ReadLimits and the heap (-Xmx), or crop the volume",
        bytes,
        budgetBytes);
  }
}
