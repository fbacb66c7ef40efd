package org.lungseg.training.experiment;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.lungseg.training.refinement.BorderRefinement;

/**
 * One way of training, or of using what was trained, in an experiment.
 *
 * @param name unique in the experiment; names folders, so letters, digits and hyphens only
 * @param changes settings of the recipe that differ, by name
 * @param pseudoLabels scans without masks that are learnt from too, if any
 * @param refinement what is done to the border of its masks, if anything
 */
public record Arm(
    String name,
    Map<String, Object> changes,
    Optional<PseudoLabels> pseudoLabels,
    Optional<BorderRefinement> refinement) {

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
