package org.lungseg.engine.internal.onnx;

import java.util.Arrays;

/**
 * The window of a convolution or pooling, with equal sides: over rows and columns, or over slices,
 * rows and columns.
 *
 * @param kernel its side in pixels
 * @param stride the step from one window to the next
 * @param padding the pixels of zeros added at each border (left out of an average)
 * @param dilation the step between the pixels that one window reads; 1 for adjacent ones
 * @param dimensions 2 for pictures, 3 for volumes
 */
public record OnnxWindow(int kernel, int stride, int padding, int dilation, int dimensions) {

  private static final int PICTURE = 2;
  private static final int VOLUME = 3;

  /** Checks the parts. */
  public OnnxWindow {
    if (kernel < 1 || stride < 1 || padding < 0 || dilation < 1) {
      throw new IllegalArgumentException(
          "kernel, stride and dilation are positive and padding is not negative, got "
              + kernel
              + ", "
              + stride
              + ", "
              + dilation
              + ", "
              + padding);
    }
    if (dimensions != PICTURE && dimensions != VOLUME) {
      throw new IllegalArgumentException("a window has 2 or 3 dimensions, got " + dimensions);
    }
  }

  /** A window over rows and columns. */
  public OnnxWindow(int kernel, int stride, int padding, int dilation) {
    this(kernel, stride, padding, dilation, PICTURE);
  }

  /** A window that moves pixel by pixel and keeps the size of the image; the side must be odd. */
  public static OnnxWindow same(int kernel) {
    if (kernel % 2 == 0) {
      throw new IllegalArgumentException("only an odd window keeps the size, got " + kernel);
    }
    return new OnnxWindow(kernel, 1, kernel / 2, 1);
  }

  /** Windows side by side without overlap, for pooling. */
  public static OnnxWindow pooling(int kernel) {
    return new OnnxWindow(kernel, kernel, 0, 1);
  }

  /** The same window over slices, rows and columns of a volume {@code [N, C, D, H, W]}. */
  public OnnxWindow ofVolume() {
    return new OnnxWindow(kernel, stride, padding, dilation, VOLUME);
  }

  OnnxAttribute[] attributes(boolean withDilation) {
    OnnxAttribute kernelShape = OnnxAttribute.ofInts("kernel_shape", along(dimensions, kernel));
    OnnxAttribute strides = OnnxAttribute.ofInts("strides", along(dimensions, stride));
    // Before the first and behind the last pixel of each axis.
    OnnxAttribute pads = OnnxAttribute.ofInts("pads", along(2 * dimensions, padding));
    if (withDilation) {
      return new OnnxAttribute[] {
        kernelShape, strides, pads, OnnxAttribute.ofInts("dilations", along(dimensions, dilation))
      };
    }
    return new OnnxAttribute[] {kernelShape, strides, pads};
  }

  private static long[] along(int count, int value) {
    long[] all = new long[count];
    Arrays.fill(all, value);
    return all;
  }
}
