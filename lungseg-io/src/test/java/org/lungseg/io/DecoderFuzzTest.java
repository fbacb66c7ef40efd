package org.lungseg.io;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.Objects;
import org.lungseg.io.internal.codec.CodecException;
import org.lungseg.io.internal.codec.Jpeg2000Decoder;
import org.lungseg.io.internal.codec.JpegLosslessDecoder;
import org.lungseg.io.internal.codec.JpegLsDecoder;
import org.lungseg.io.internal.codec.RleDecoder;

/**
 * Gives every decoder of pixels bytes that nobody would write. What it promises: a picture, or a
 * {@link CodecException} with a message; and nothing is written outside the picture. The first two
 * bytes of an input are the size that the DICOM header would state; see {@link #input}.
 */
class DecoderFuzzTest {

  private static final int SIZE_BYTES = 2;
  private static final int GUARD = 5;
  private static final short UNTOUCHED = 0x5A5A;

  /** What a target decodes, with the size that is stated in place of a header. */
  static byte[] input(int columns, int rows, byte[] data) {
    byte[] input = new byte[SIZE_BYTES + data.length];
    input[0] = (byte) (columns - 1);
    input[1] = (byte) (rows - 1);
    System.arraycopy(data, 0, input, SIZE_BYTES, data.length);
    return input;
  }

  @FuzzTest
  void jpegLossless(byte[] input) {
    promiseHolds(input, JpegLosslessDecoder::decode);
  }

  @FuzzTest
  void jpegLs(byte[] input) {
    promiseHolds(input, JpegLsDecoder::decode);
  }

  @FuzzTest
  void jpeg2000(byte[] input) {
    promiseHolds(input, Jpeg2000Decoder::decode);
  }

  /** With one byte a sample where the table of segments says 1, else with two. */
  @FuzzTest
  void rle(byte[] input) {
    promiseHolds(
        input,
        (data, length, columns, rows, target, offset) -> {
          int sampleBytes = length > 0 && data[0] == 1 ? 1 : 2;
          RleDecoder.decode(data, length, sampleBytes, columns * rows, target, offset);
          return Byte.SIZE * sampleBytes;
        });
  }

  private static void promiseHolds(byte[] input, CodecCases.Decoder decoder) {
    if (input.length < SIZE_BYTES) {
      return;
    }
    int columns = 1 + (input[0] & 0xff);
    int rows = 1 + (input[1] & 0xff);
    byte[] data = Arrays.copyOfRange(input, SIZE_BYTES, input.length);
    short[] target = new short[GUARD + columns * rows + GUARD];
    Arrays.fill(target, UNTOUCHED);
    try {
      int bits = decoder.decode(data, data.length, columns, rows, target, GUARD);
      assertThat(bits).isBetween(1, Short.SIZE);
    } catch (CodecException e) {
      Objects.requireNonNull(e.getMessage());
    }
    for (int at = 0; at < GUARD; at++) {
      assertThat(target[at]).isEqualTo(UNTOUCHED);
      assertThat(target[target.length - 1 - at]).isEqualTo(UNTOUCHED);
    }
  }
}
