package org.lungseg.io;

import java.nio.ByteOrder;
import java.util.OptionalLong;
import org.lungseg.api.UnreadableFormatException;
import org.lungseg.api.VolumeGeometry;

/**
 * A volume whose header is read and whose samples follow one after the other: those of several
 * volumes side by side for each voxel, or volume after volume, or both. Used by one thread.
 */
final class RasterVolume implements VolumeFormat.OpenVolume {

  private static final String WHAT = "the voxels";

  private final VolumeHeader header;
  private final Samples samples;
  private final InputBytes bytes;
  private final boolean ownsBytes;
  private final ReadOptions options;

  /**
   * How the samples lie.
   *
   * @param type their type
   * @param order the order of the bytes of one
   * @param text whether they are numbers in text instead of bytes
   * @param channels how many volumes have their samples side by side, 1 for an ordinary volume
   */
  record Samples(SampleType type, ByteOrder order, boolean text, long channels) {}

  /**
   * Checks that the source can hold what the header promises.
   *
   * @param bytes at the first sample
   * @param ownsBytes whether {@link #close} closes them
   * @param asker what promises it, for errors, such as {@code the NRRD header}
   * @throws UnreadableFormatException if it cannot
   */
  RasterVolume(
      VolumeHeader header,
      Samples samples,
      InputBytes bytes,
      boolean ownsBytes,
      ReadOptions options,
      String asker) {
    this.header = header;
    this.samples = samples;
    this.bytes = bytes;
    this.ownsBytes = ownsBytes;
    this.options = options;
    long expected = sampleBytes(header, samples.type(), bytes.name(), asker);
    if (samples.text()) {
      // A number and what parts it from the next take two characters at least.
      long least = expected / samples.type().bytes() * 2 - 1;
      if (bytes.remaining().orElse(Long.MAX_VALUE) < least) {
        throw new UnreadableFormatException(
            bytes.name()
                + ": the file is cut off: too short for the numbers that "
                + asker
                + " asks for");
      }
    } else {
      bytes.requireRemaining(expected, asker);
      bytes.requireRatio(expected, asker, options.limits());
    }
  }

  /**
   * The number of bytes of all samples of all volumes.
   *
   * @throws UnreadableFormatException if it exceeds 2<sup>63</sup>
   */
  static long sampleBytes(VolumeHeader header, SampleType type, String name, String asker) {
    try {
      VolumeGeometry grid = header.geometry();
      long plane = (long) grid.size(0) * grid.size(1);
      return Math.multiplyExact(
          Math.multiplyExact(Math.multiplyExact(plane, grid.size(2)), header.volumes()),
          type.bytes());
    } catch (ArithmeticException e) {
      throw new UnreadableFormatException(
          name + ": the sizes in " + asker + " multiply to more than 2^63", e);
    }
  }

  @Override
  public VolumeHeader header() {
    return header;
  }

  /** The samples of all volumes, in the order of the file, in place of {@link #read}. */
  InputBytes all() {
    return samples.text()
        ? bytes.derived(new AsciiSamples(bytes, samples.type()), OptionalLong.empty())
        : bytes;
  }

  /** What errors call the file with the voxels. */
  String name() {
    return bytes.name();
  }

  /** How the samples lie. */
  Samples samples() {
    return samples;
  }

  @Override
  public VoxelArray read(int volumeIndex) {
    long voxels = header.geometry().voxelCount();
    int sampleBytes = samples.type().bytes();
    long frame = volumeIndex / samples.channels();
    long channel = volumeIndex % samples.channels();
    InputBytes source = all();
    source.skip(frame * voxels * samples.channels() * sampleBytes, WHAT);
    if (samples.channels() > 1) {
      source =
          source.derived(
              new ChannelSamples(source, sampleBytes, samples.channels(), channel),
              OptionalLong.empty());
    }
    VoxelArray array =
        new SampleDecoder(
                source, samples.type(), samples.order(), header.scaling(), options.limits())
            .decode(voxels);
    if ((frame + 1) * samples.channels() == header.volumes()) {
      source.requireEnd(WHAT);
    }
    return array;
  }

  @Override
  public void close() {
    if (ownsBytes) {
      bytes.close();
    }
  }
}
