package org.lungseg.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Turns the bytes of an uncompressed raster into voxels, in chunks of bounded size.
 *
 * <p>Unsigned bytes without scaling stay such. Other whole numbers of at most 16 bits, also when a
 * whole number is added to them, become shorts if they all fit; everything else becomes floats.
 */
final class SampleDecoder {

  private static final String WHAT = "the voxels";
  private static final int CHUNK_BYTES = 1 << 18;

  private final InputBytes input;
  private final SampleType type;
  private final ValueScaling scaling;
  private final ReadLimits limits;
  private final byte[] chunk;
  private final ByteBuffer buffer;

  SampleDecoder(
      InputBytes input, SampleType type, ByteOrder order, ValueScaling scaling, ReadLimits limits) {
    this.input = input;
    this.type = type;
    this.scaling = scaling;
    this.limits = limits;
    this.chunk = new byte[CHUNK_BYTES];
    this.buffer = ByteBuffer.wrap(chunk).order(order);
  }

  /**
   * Reads that many samples.
   *
   * @throws org.lungseg.api.BudgetExceededException if the array is not allowed or does not fit
   * @throws org.lungseg.api.UnreadableFormatException if the bytes end before
   */
  VoxelArray decode(long count) {
    if (type == SampleType.UINT8 && scaling.isNone()) {
      return unsignedBytes(limits.newBytes(input.name(), count));
    } else if (type.isSmallInteger() && scaling.isWholeShift()) {
      return shorts(limits.newShorts(input.name(), count));
    }
    return floats(limits.newFloats(input.name(), count));
  }

  private int fill(int samplesLeft) {
    int samples = Math.min(samplesLeft, CHUNK_BYTES / type.bytes());
    input.readFully(chunk, 0, samples * type.bytes(), WHAT);
    return samples;
  }

  private VoxelArray unsignedBytes(byte[] voxels) {
    for (int done = 0; done < voxels.length; ) {
      int length = Math.min(voxels.length - done, CHUNK_BYTES);
      input.readFully(voxels, done, length, WHAT);
      done += length;
    }
    return ofUnsignedBytes(voxels);
  }

  private VoxelArray shorts(short[] voxels) {
    int min = Integer.MAX_VALUE;
    int max = Integer.MIN_VALUE;
    boolean unsigned16 = type == SampleType.UINT16;
    for (int done = 0; done < voxels.length; ) {
      int samples = fill(voxels.length - done);
      if (type.bytes() == Short.BYTES) {
        buffer.asShortBuffer().get(voxels, done, samples);
      } else {
        for (int at = 0; at < samples; at++) {
          voxels[done + at] = type == SampleType.UINT8 ? (short) (chunk[at] & 0xff) : chunk[at];
        }
      }
      for (int end = done + samples; done < end; done++) {
        int value = unsigned16 ? voxels[done] & 0xffff : voxels[done];
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
    }
    return shifted(voxels, unsigned16, (int) scaling.intercept(), min, max, input.name(), limits);
  }

  /** Adds a whole number, in place if all sums fit. */
  private static VoxelArray shifted(
      short[] voxels,
      boolean unsigned16,
      int shift,
      int min,
      int max,
      String name,
      ReadLimits limits) {
    ValueRange range = new ValueRange((double) min + shift, (double) max + shift, 0);
    if (min + shift < Short.MIN_VALUE || max + shift > Short.MAX_VALUE) {
      float[] wide = limits.newFloats(name, voxels.length);
      for (int at = 0; at < wide.length; at++) {
        wide[at] = (unsigned16 ? voxels[at] & 0xffff : voxels[at]) + shift;
      }
      return new VoxelArray.Floats(wide, range);
    }
    if (shift != 0) {
      for (int at = 0; at < voxels.length; at++) {
        voxels[at] = (short) (voxels[at] + shift); // right modulo 2^16, and the sum fits
      }
    }
    return new VoxelArray.Shorts(voxels, range);
  }

  private VoxelArray floats(float[] voxels) {
    ValueRange.Collector range = new ValueRange.Collector();
    boolean plain = scaling.isNone();
    for (int done = 0; done < voxels.length; ) {
      int samples = fill(voxels.length - done);
      if (plain && type == SampleType.FLOAT32) {
        buffer.asFloatBuffer().get(voxels, done, samples);
      } else {
        for (int at = 0; at < samples; at++) {
          double sample = type.valueAt(buffer, at * type.bytes());
          voxels[done + at] =
              (float) (plain ? sample : sample * scaling.slope() + scaling.intercept());
        }
      }
      for (int end = done + samples; done < end; done++) {
        range.add(voxels[done]);
      }
    }
    return new VoxelArray.Floats(voxels, range.result());
  }

  /** Wraps unsigned bytes. */
  static VoxelArray ofUnsignedBytes(byte[] voxels) {
    int min = 255;
    int max = 0;
    for (byte voxel : voxels) {
      min = Math.min(min, voxel & 0xff);
      max = Math.max(max, voxel & 0xff);
    }
    return new VoxelArray.UnsignedBytes(voxels, new ValueRange(min, max, 0));
  }

  /** Wraps unsigned 16-bit values as shorts if all fit, else as floats. */
  static VoxelArray ofUnsignedShorts(short[] voxels, String name, ReadLimits limits) {
    int min = 0xffff;
    int max = 0;
    for (short voxel : voxels) {
      min = Math.min(min, voxel & 0xffff);
      max = Math.max(max, voxel & 0xffff);
    }
    return shifted(voxels, true, 0, min, max, name, limits);
  }
}
