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
    return new VoxelArray.UnsignedBytes(voxels);
  }

  private VoxelArray shorts(short[] voxels) {
    for (int done = 0; done < voxels.length; ) {
      int samples = fill(voxels.length - done);
      if (type.bytes() == Short.BYTES) {
        buffer.asShortBuffer().get(voxels, done, samples);
      } else {
        for (int at = 0; at < samples; at++) {
          voxels[done + at] = type == SampleType.UINT8 ? (short) (chunk[at] & 0xff) : chunk[at];
        }
      }
      done += samples;
    }
    int shift = (int) scaling.intercept();
    return type == SampleType.UINT16 || shift != 0
        ? shifted(voxels, type == SampleType.UINT16, shift, input.name(), limits)
        : new VoxelArray.Shorts(voxels);
  }

  /** Adds a whole number, in place if all sums fit. */
  private static VoxelArray shifted(
      short[] voxels, boolean unsigned16, int shift, String name, ReadLimits limits) {
    int mask = unsigned16 ? 0xffff : -1;
    for (short voxel : voxels) {
      int sum = (voxel & mask) + shift;
      if (sum != (short) sum) {
        float[] wide = limits.newFloats(name, voxels.length);
        for (int at = 0; at < wide.length; at++) {
          wide[at] = (voxels[at] & mask) + shift;
        }
        return new VoxelArray.Floats(wide);
      }
    }
    if (shift != 0) {
      for (int at = 0; at < voxels.length; at++) {
        voxels[at] = (short) (voxels[at] + shift); // right modulo 2^16, and the sum fits
      }
    }
    return new VoxelArray.Shorts(voxels);
  }

  private VoxelArray floats(float[] voxels) {
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
      done += samples;
    }
    return new VoxelArray.Floats(voxels);
  }

  /** Wraps unsigned 16-bit values as shorts if all fit, else as floats. */
  static VoxelArray ofUnsignedShorts(short[] voxels, String name, ReadLimits limits) {
    return shifted(voxels, true, 0, name, limits);
  }
}
