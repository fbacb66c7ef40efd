package org.lungseg.engine.internal.onnx;

/** The extent of a network's input or output along one axis: a number, or a name for "any". */
public sealed interface OnnxDim {

  /**
   * An extent that never changes.
   *
   * @param size the extent, positive
   */
  record Fixed(long size) implements OnnxDim {
    /** Checks the size. */
    public Fixed {
      if (size < 1) {
        throw new IllegalArgumentException("an extent is positive, got " + size);
      }
    }
  }

  /**
   * An extent that may differ from run to run.
   *
   * @param name what it is, such as {@code batch}
   */
  record Dynamic(String name) implements OnnxDim {
    /** Checks the name. */
    public Dynamic {
      if (name.isBlank()) {
        throw new IllegalArgumentException("a dynamic extent needs a name");
      }
    }
  }

  /** An extent that never changes. */
  static OnnxDim of(long size) {
    return new Fixed(size);
  }

  /** An extent that may differ from run to run. */
  static OnnxDim dynamic(String name) {
    return new Dynamic(name);
  }
}
