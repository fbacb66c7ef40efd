package org.lungseg.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.lungseg.api.UnreadableFormatException;

/**
 * The fields of a NIfTI-1 or NIfTI-2 header that matter here, as stored. Free text is left out,
 * apart from a mark of this library's own writer.
 *
 * <p>Source: the headers {@code nifti1.h} and {@code nifti2.h} of the NIfTI Data Format Working
 * Group.
 */
final class NiftiHeader {

  static final int BYTES_1 = 348;
  static final int BYTES_2 = 540;

  /** After the header come four bytes that announce extensions; data begin after them. */
  static final int SINGLE_FILE_OFFSET_1 = BYTES_1 + 4;

  static final int SINGLE_FILE_OFFSET_2 = BYTES_2 + 4;

  /** The description that {@link NiftiWriter} gives to a volume whose spacing is assumed. */
  static final String ASSUMED_SPACING_MARK = "lungseg, spacing assumed";

  private static final int MAX_DIMENSIONS = 7;
  private static final int MAGIC_OFFSET_1 = 344;
  private static final int MAGIC_OFFSET_2 = 4;
  private static final int DESCRIPTION_OFFSET_1 = 148;
  private static final int DESCRIPTION_OFFSET_2 = 240;
  private static final int UNITS_OF_SPACE = 7;

  final int version;
  final ByteOrder order;
  final boolean singleFile;

  /** The number of dimensions, 1 to 7. */
  final int dimensions;

  /** The seven sizes, 1 for those beyond {@link #dimensions}. */
  final long[] size;

  final int dataTypeCode;
  final long voxelOffset;
  final double slope;
  final double intercept;
  final int spaceUnitCode;
  final int qformCode;
  final int sformCode;

  /** {@code qfac} and the seven spacings. */
  final double[] pixdim;

  /** {@code b, c, d} and the offsets {@code x, y, z}. */
  final double[] quaternion;

  /** The three rows, one after the other. */
  final double[] sform;

  /** Whether this library wrote the file from a volume of assumed spacing. */
  final boolean markedAssumed;

  private NiftiHeader(Fields in, int version, boolean singleFile, String name) {
    this.version = version;
    this.order = in.buffer.order();
    this.singleFile = singleFile;
    boolean first = version == 1;
    long count = first ? in.shortAt(40) : in.longAt(16);
    if (count < 1 || count > MAX_DIMENSIONS) {
      throw new UnreadableFormatException(
          name
              + ": the NIfTI header states "
              + count
              + " dimensions (dim[0], byte "
              + (first ? 40 : 16)
              + "), expected 1 to 7");
    }
    this.dimensions = (int) count;
    this.size = new long[MAX_DIMENSIONS];
    for (int axis = 0; axis < MAX_DIMENSIONS; axis++) {
      int at = first ? 42 + 2 * axis : 24 + 8 * axis;
      size[axis] = axis >= dimensions ? 1 : first ? in.shortAt(at) : in.longAt(at);
      if (size[axis] < 1 || size[axis] > Integer.MAX_VALUE) {
        throw new UnreadableFormatException(
            name
                + ": the NIfTI header states a size of "
                + size[axis]
                + " (dim["
                + (axis + 1)
                + "], byte "
                + at
                + ")");
      }
    }
    this.dataTypeCode = in.shortAt(first ? 70 : 12);
    this.voxelOffset = offset(in, first, name);
    this.slope = first ? in.floatAt(112) : in.doubleAt(176);
    this.intercept = first ? in.floatAt(116) : in.doubleAt(184);
    this.spaceUnitCode = (first ? in.buffer.get(123) : in.intAt(500)) & UNITS_OF_SPACE;
    this.qformCode = first ? in.shortAt(252) : in.intAt(344);
    this.sformCode = first ? in.shortAt(254) : in.intAt(348);
    this.pixdim = first ? in.floats(76, 8) : in.doubles(104, 8);
    this.quaternion = first ? in.floats(256, 6) : in.doubles(352, 6);
    this.sform = first ? in.floats(280, 12) : in.doubles(400, 12);
    this.markedAssumed =
        in.startsWith(first ? DESCRIPTION_OFFSET_1 : DESCRIPTION_OFFSET_2, ASSUMED_SPACING_MARK);
  }

  private static long offset(Fields in, boolean first, String name) {
    if (!first) {
      return in.longAt(168);
    }
    double offset = in.floatAt(108);
    if (!(Math.abs(offset) < Long.MAX_VALUE) || offset != Math.rint(offset)) {
      throw new UnreadableFormatException(
          name
              + ": the NIfTI header places the voxels at byte "
              + offset
              + " (vox_offset, byte 108)");
    }
    return (long) offset;
  }

  /** Whether a file begins with a NIfTI header. */
  static boolean startsIn(Head head) {
    return isVersion1(head) || isVersion2(head);
  }

  /** Whether a file begins like the ancestor of NIfTI, Analyze 7.5: the same sizes, no magic. */
  static boolean isAnalyze(Head head) {
    return !isVersion1(head) && head.length() >= BYTES_1 && orderOf(head, BYTES_1).isPresent();
  }

  private static boolean isVersion1(Head head) {
    return head.has(MAGIC_OFFSET_1, 'n', '+', '1', 0) || head.has(MAGIC_OFFSET_1, 'n', 'i', '1', 0);
  }

  private static boolean isVersion2(Head head) {
    return head.has(MAGIC_OFFSET_2, 'n', '+', '2', 0, 13, 10, 26, 10)
        || head.has(MAGIC_OFFSET_2, 'n', 'i', '2', 0, 13, 10, 26, 10);
  }

  /**
   * Reads the header at the beginning of a file.
   *
   * @param name what errors call the file
   * @throws UnreadableFormatException if a field has a value that cannot be
   */
  static NiftiHeader parse(Head head, String name) {
    int version = isVersion1(head) ? 1 : 2;
    int bytes = version == 1 ? BYTES_1 : BYTES_2;
    if (head.length() < bytes) {
      throw new UnreadableFormatException(
          name
              + ": the file is cut off: it ends at byte "
              + head.length()
              + ", within the NIfTI header of "
              + bytes);
    }
    ByteOrder order =
        orderOf(head, bytes)
            .orElseThrow(
                () ->
                    new UnreadableFormatException(
                        name
                            + ": the NIfTI-"
                            + version
                            + " header does not begin with its size, "
                            + bytes
                            + ", in either byte order"));
    int magic = version == 1 ? MAGIC_OFFSET_1 : MAGIC_OFFSET_2;
    return new NiftiHeader(
        new Fields(head.buffer(bytes, order)), version, head.has(magic + 1, '+'), name);
  }

  private static Optional<ByteOrder> orderOf(Head head, int headerBytes) {
    int low = headerBytes & 0xff;
    int high = headerBytes >> 8;
    if (head.has(0, low, high, 0, 0)) {
      return Optional.of(ByteOrder.LITTLE_ENDIAN);
    }
    return head.has(0, 0, 0, high, low) ? Optional.of(ByteOrder.BIG_ENDIAN) : Optional.empty();
  }

  /** Typed access to the bytes of a header. */
  private record Fields(ByteBuffer buffer) {

    int shortAt(int at) {
      return buffer.getShort(at);
    }

    int intAt(int at) {
      return buffer.getInt(at);
    }

    long longAt(int at) {
      return buffer.getLong(at);
    }

    double floatAt(int at) {
      return buffer.getFloat(at);
    }

    double doubleAt(int at) {
      return buffer.getDouble(at);
    }

    double[] floats(int at, int count) {
      double[] values = new double[count];
      for (int index = 0; index < count; index++) {
        values[index] = floatAt(at + index * Float.BYTES);
      }
      return values;
    }

    double[] doubles(int at, int count) {
      double[] values = new double[count];
      for (int index = 0; index < count; index++) {
        values[index] = doubleAt(at + index * Double.BYTES);
      }
      return values;
    }

    boolean startsWith(int at, String text) {
      byte[] expected = text.getBytes(StandardCharsets.US_ASCII);
      for (int index = 0; index < expected.length; index++) {
        if (buffer.get(at + index) != expected[index]) {
          return false;
        }
      }
      return true;
    }
  }
}
