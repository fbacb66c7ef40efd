package org.lungseg.api;

import java.util.List;

/**
 * How it came that an inference engine was used.
 *
 * @param name the engine's name, as {@link SegmenterOptions#engine} takes it
 * @param reason why this one
 * @param others the names of the other engines that could have been used, the preferred first
 */
public record EngineChoice(String name, Reason reason, List<String> others) {

  /** Why an engine was used. */
  public enum Reason {
    /** The options named it. */
    ASKED_FOR,
    /** No other is on the class path. */
    ONLY_ONE,
    /** It goes before the others on the class path, and the options named none. */
    PREFERRED
  }

  /** Copies the list. */
  public EngineChoice {
    others = List.copyOf(others);
  }

  /** Whether several engines could have been used and nobody said which. */
  public boolean isByPreference() {
    return reason == Reason.PREFERRED;
  }

  /** Name and reason, such as {@code OnnxRuntime (preferred to PyTorch)}. */
  @Override
  public String toString() {
    return switch (reason) {
      case ASKED_FOR -> name + " (asked for)";
      case ONLY_ONE -> name + " (the only engine on the class path)";
      case PREFERRED -> name + " (preferred to " + String.join(", ", others) + ")";
    };
  }
}
