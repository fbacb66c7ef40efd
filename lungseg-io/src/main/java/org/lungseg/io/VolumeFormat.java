package org.lungseg.io;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A file format that volumes can be read from and perhaps written to. Implementations hold no state
 * and are safe for many threads. A new format implements this and is listed in {@link
 * VolumeFormats}.
 */
interface VolumeFormat {

  /** The name for people. */
  String name();

  /** Whether the input is of this format, by its content. Consumes nothing of it. */
  boolean recognises(VolumeInput input);

  /**
   * Reads and checks the header; the voxels follow by {@link OpenVolume#read}.
   *
   * @param input one that this format recognises; it stays the caller's to close
   * @throws org.lungseg.api.UnreadableFormatException if the header is wrong or not supported
   * @throws org.lungseg.api.VolumeIoException if reading fails for another reason
   */
  OpenVolume open(VolumeInput input, ReadOptions options);

  /** Whether this format is written to files of such a name. */
  default boolean writes(String fileName) {
    return false;
  }

  /**
   * Writes a volume; called only where {@link #writes} holds.
   *
   * @param out stays the caller's to close
   */
  default void write(VoxelOutput volume, String fileName, OutputStream out) throws IOException {
    throw new UnsupportedOperationException(name() + " is not written");
  }

  /** A volume whose header is read. Used by one thread. */
  interface OpenVolume extends AutoCloseable {

    /** What the header says. */
    VolumeHeader header();

    /**
     * Reads the voxels of one volume; called once at most.
     *
     * @param volumeIndex from 0 to {@code header().volumes() - 1}
     */
    VoxelArray read(int volumeIndex);

    /** Closes what {@code open} opened beside its input. */
    @Override
    default void close() {}
  }
}
