package org.lungseg.training.network;

/** How the numbers of an ONNX network are written; one of it serves one graph. */
interface OnnxPrecision {

  /** The constants of a convolution, by name. */
  record Filters(String weight, String bias) {}

  /**
   * Brings a tensor to this precision and returns its new name.
   *
   * @param activation its name in {@link Activations}
   */
  String activation(String tensor, String activation);

  /**
   * The same for a tensor that has the range of another one.
   *
   * @param activation whose means of channels it has
   */
  String sameRange(String tensor, String other, String activation);

  /** The same for a tensor made of two others. */
  String joined(String tensor, String first, String second);

  /**
   * Adds the constants of a convolution.
   *
   * @param input what the convolution will read
   * @param shape {@code [out, in, kernel, kernel]}
   */
  Filters filters(String input, long[] shape, float[] weight, float[] bias);

  /** The constants of a convolution that stays in floats: the first, of the image, and the last. */
  Filters floatFilters(long[] shape, float[] weight, float[] bias);
}
