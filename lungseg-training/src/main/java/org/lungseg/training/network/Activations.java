package org.lungseg.training.network;

/** Names of the tensors that flow through a {@link UNet}. */
final class Activations {

  private Activations() {}

  /** What the two convolutions of a stage give. */
  record OfStage(String first, String second) {}

  static OfStage down(int level) {
    return new OfStage("down" + level + ".first", "down" + level + ".second");
  }

  static OfStage up(int level) {
    return new OfStage("up" + level + ".first", "up" + level + ".second");
  }

  /** What a level of the way down begins with, made smaller; none for the first level. */
  static String pooled(int level) {
    return "pooled" + level;
  }

  /** What comes up from below, before it is enlarged. */
  static String reduced(int level) {
    return "reduced" + level;
  }
}
