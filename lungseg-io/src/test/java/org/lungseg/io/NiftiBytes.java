package org.lungseg.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/** A NIfTI-1 file in memory whose header fields can be set to anything. */
final class NiftiBytes {

  static final int DIM = 40;
  static final int DATA_TYPE = 70;
  static final int PIXDIM = 76;
  static final int VOX_OFFSET = 108;
  static final int SLOPE = 112;
  static final int INTERCEPT = 116;
  static final int UNITS = 123;
  static final int DESCRIPTION = 148;
  static final int QFORM_CODE = 252;
  static final int SFORM_CODE = 254;
  static final int QUATERNION = 256;
  static final int SROW = 280;
  static final int HEADER_BYTES = 352;

  private ByteBuffer bytes;

  private NiftiBytes(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** 4 × 3 × 2 voxels of int16 with values 0, 10, 20 …, an sform of (−2, −3, 4) mm and no qform. */
  static NiftiBytes small() {
    NiftiBytes file = new NiftiBytes(new byte[HEADER_BYTES + 24 * Short.BYTES]);
    file.bytes.putInt(0, 348);
    file.dims(3, 4, 3, 2);
    file.setShort(DATA_TYPE, 4).setShort(72, 16);
    file.setFloat(PIXDIM, 1).setFloat(PIXDIM + 4, 2).setFloat(PIXDIM + 8, 3);
    file.setFloat(PIXDIM + 12, 4).setFloat(VOX_OFFSET, HEADER_BYTES).setByte(UNITS, 2);
    file.setShort(SFORM_CODE, 1);
    file.setFloat(SROW, -2).setFloat(SROW + 20, -3).setFloat(SROW + 40, 4);
    file.bytes.put(344, new byte[] {'n', '+', '1', 0});
    for (int at = 0; at < 24; at++) {
      file.setShort(HEADER_BYTES + 2 * at, 10 * at);
    }
    return file;
  }

  /** The number of dimensions and the sizes. */
  NiftiBytes dims(int... dims) {
    for (int at = 0; at < dims.length; at++) {
      setShort(DIM + 2 * at, dims[at]);
    }
    return this;
  }

  /** Replaces the voxels by as many bytes. */
  NiftiBytes voxelBytes(int count) {
    bytes =
        ByteBuffer.wrap(Arrays.copyOf(Arrays.copyOf(toArray(), HEADER_BYTES), HEADER_BYTES + count))
            .order(ByteOrder.LITTLE_ENDIAN);
    return this;
  }

  NiftiBytes setByte(int at, int value) {
    bytes.put(at, (byte) value);
    return this;
  }

  NiftiBytes setShort(int at, int value) {
    bytes.putShort(at, (short) value);
    return this;
  }

  NiftiBytes setInt(int at, int value) {
    bytes.putInt(at, value);
    return this;
  }

  NiftiBytes setLong(int at, long value) {
    bytes.putLong(at, value);
    return this;
  }

  NiftiBytes setFloat(int at, double value) {
    bytes.putFloat(at, (float) value);
    return this;
  }

  NiftiBytes setDouble(int at, double value) {
    bytes.putDouble(at, value);
    return this;
  }

  byte[] toArray() {
    return bytes.array().clone();
  }

  ByteSource source() {
    return ByteSource.ofBytes("small.nii", toArray());
  }

  static byte[] gzip(byte[] content) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
