package org.lungseg.engine.spi;

import org.lungseg.api.Device;

/**
 * A loaded network. Safe for use by many threads; holds native memory until closed, and must not be
 * used after that.
 */
public interface NetworkRunner extends AutoCloseable {

  /**
   * Runs the network on some slices.
   *
   * @param values {@code [count, channels, height, width]}, the last fastest; further values are
   *     ignored
   * @return {@code [count, classes, height, width]}
   * @throws org.lungseg.api.UnusableModelException if the network fails or gives another shape
   */
  float[] run(float[] values, int count, int height, int width);

  /** Where the network really runs. */
  Device device();

  /** How many threads one call of {@link #run} may use, the calling one among them. */
  int threads();

  /** The inference library and its version. */
  String engine();

  /** Frees native memory; a second call does nothing. */
  @Override
  void close();
}
