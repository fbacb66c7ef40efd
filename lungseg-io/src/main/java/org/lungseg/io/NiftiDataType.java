package org.lungseg.io;

import org.lungseg.api.UnreadableFormatException;

/** NIfTI's codes for types of samples. */
final class NiftiDataType {

  private NiftiDataType() {}

  /**
   * The type of a code.
   *
   * @throws UnreadableFormatException if it is not one of a plain number
   */
  static SampleType of(int code, String name) {
    return switch (code) {
      case 2 -> SampleType.UINT8;
      case 4 -> SampleType.INT16;
      case 8 -> SampleType.INT32;
      case 16 -> SampleType.FLOAT32;
      case 64 -> SampleType.FLOAT64;
      case 256 -> SampleType.INT8;
      case 512 -> SampleType.UINT16;
      case 768 -> SampleType.UINT32;
      case 1024 -> SampleType.INT64;
      case 1280 -> SampleType.UINT64;
      default ->
          throw new UnreadableFormatException(
              name
                  + ": NIfTI data type "
                  + code
                  + " ("
                  + nameOf(code)
                  + ") is not read; expected whole numbers of 8 to 64 bits, float32 or float64");
    };
  }

  private static String nameOf(int code) {
    return switch (code) {
      case 0 -> "unknown";
      case 1 -> "bits";
      case 32, 1792, 2048 -> "complex numbers";
      case 128, 2304 -> "colours";
      case 1536 -> "float128";
      default -> "no type of the standard";
    };
  }

  /** The code of a type. */
  static int codeOf(SampleType type) {
    return switch (type) {
      case UINT8 -> 2;
      case INT16 -> 4;
      case INT32 -> 8;
      case FLOAT32 -> 16;
      case FLOAT64 -> 64;
      case INT8 -> 256;
      case UINT16 -> 512;
      case UINT32 -> 768;
      case INT64 -> 1024;
      case UINT64 -> 1280;
    };
  }
}
