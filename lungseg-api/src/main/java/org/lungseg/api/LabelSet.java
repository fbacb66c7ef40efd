package org.lungseg.api;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The structures a mask can hold, each with its own voxel value; value 0 is background.
 *
 * @param labels the structures, in order of display
 */
public record LabelSet(List<Label> labels) {

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if the list is empty or two labels share a value or a name
   */
  public LabelSet {
    labels = List.copyOf(labels);
    if (labels.isEmpty()) {
      throw new IllegalArgumentException("a label set has at least one label");
    }
    Set<Integer> values = new HashSet<>();
    Set<String> names = new HashSet<>();
    for (Label label : labels) {
      if (!values.add(label.value()) || !names.add(label.name())) {
        throw new IllegalArgumentException("label " + label + " stands twice in " + labels);
      }
    }
  }

  /** A set of these labels. */
  public static LabelSet of(Label... labels) {
    return new LabelSet(List.of(labels));
  }

  /** The label with a voxel value, if there is one. */
  public Optional<Label> find(int value) {
    return labels.stream().filter(label -> label.value() == value).findFirst();
  }
}
