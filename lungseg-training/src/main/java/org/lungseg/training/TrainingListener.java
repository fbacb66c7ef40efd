package org.lungseg.training;

import java.util.Map;

/** Hears how a training run goes. Called on the training thread. */
public interface TrainingListener {

  /** A listener that ignores everything. */
  TrainingListener NONE =
      new TrainingListener() {
        @Override
        public void onProgress(long step, double loss, double secondsPerStep) {}

        @Override
        public void onValidation(long step, Map<String, Double> diceByPatient) {}
      };

  /**
   * Called every few steps.
   *
   * @param step how many steps were made
   * @param loss the mean loss since the last call
   * @param secondsPerStep the mean time of a step since the last call
   */
  void onProgress(long step, double loss, double secondsPerStep);

  /**
   * Called after each validation.
   *
   * @param diceByPatient the Dice of both lungs together on a sample of the case's slices, on the
   *     network's grid
   */
  void onValidation(long step, Map<String, Double> diceByPatient);
}
