package org.lungseg.training.experiment;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One way of training in an experiment.
 *
 * @param name unique in the experiment; names folders, so letters, digits and hyphens only
 * @param changes settings of the recipe that differ, by name
 * @param pseudoLabels scans without masks that are learnt from too, if any
 */
public record Arm(String name, Map<String, Object> changes, Optional<PseudoLabels> pseudoLabels) {

  /**
   * Copies the map.
   *
   * @throws IllegalArgumentException if the name cannot name a folder
   */
  public Arm {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9-]*")) {
      throw new IllegalArgumentException(
          "an arm's name is made of letters, digits and hyphens, got '" + name + "'");
    }
    changes = Collections.unmodifiableMap(new LinkedHashMap<>(changes));
  }
}
