package org.lungseg.training.experiment;

import java.util.LinkedHashMap;
import java.util.Map;
import org.lungseg.training.TrainingConfig;

/**
 * One network to be trained.
 *
 * @param arm the way of training
 * @param fold the fold that is held out, from 0
 * @param seed of the training
 */
record FoldTraining(Arm arm, int fold, int seed) {

  /** Where it lies in the run folder. */
  String folderName() {
    return arm.name() + "/fold-" + fold + "-seed-" + seed;
  }

  /** Its configuration. */
  TrainingConfig config(ExperimentSpec spec) {
    Map<String, Object> changes = new LinkedHashMap<>(arm.changes());
    changes.put("seed", seed);
    return TrainingConfig.read(spec.recipe(), changes);
  }

  /** The network of another arm on the same fold. */
  FoldTraining of(Arm other) {
    return new FoldTraining(other, fold, seed);
  }
}
