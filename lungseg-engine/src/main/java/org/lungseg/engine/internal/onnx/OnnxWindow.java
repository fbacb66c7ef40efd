package org.lungseg.engine.internal.onnx;

/**
 * The square window of a convolution or pooling over rows and columns.
 *
 * @param kernel its side in pixels
 * @param stride the step from one window to the next
 * @param padding the pixels of zeros added at each border (left out of an average)
 * @param dilation the step between the pixels that one window reads; 1 for adjacent ones
 */
public record OnnxWindow(int kernel, int stride, int padding, int dilation) {

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

  OnnxAttribute[] attributes(boolean withDilation) {
    OnnxAttribute kernelShape = OnnxAttribute.ofInts("kernel_shape", kernel, kernel);
    OnnxAttribute strides = OnnxAttribute.ofInts("strides", stride, stride);
    OnnxAttribute pads = OnnxAttribute.ofInts("pads", padding, padding, padding, padding);
    if (withDilation) {
      return new OnnxAttribute[] {
        kernelShape, strides, pads, OnnxAttribute.ofInts("dilations", dilation, dilation)
      };
    }
    return new OnnxAttribute[] {kernelShape, strides, pads};
  }
}
