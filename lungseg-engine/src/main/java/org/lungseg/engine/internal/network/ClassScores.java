package org.lungseg.engine.internal.network;

import java.util.Arrays;
import java.util.List;
import org.lungseg.api.UnusableModelException;
import org.lungseg.engine.ModelDescription;
import org.lungseg.engine.ModelDescription.OutputKind;

/**
 * What the numbers mean that a network gives for the classes of one pixel. Immutable and safe for
 * use by many threads.
 */
public final class ClassScores {

  /** Below this share of the greatest score a probability is zero for a float beside 1. */
  private static final float NEGLIGIBLE_SCORE = -20;

  private final ModelDescription description;
  private final int[] labelValues;
  private final int[] labelOfClass;

  /** The scores of one network. */
  public ClassScores(ModelDescription description) {
    this.description = description;
    List<Integer> classes = description.output().classes();
    this.labelValues =
        classes.stream()
            .mapToInt(Integer::intValue)
            .filter(value -> value != 0)
            .distinct()
            .sorted()
            .toArray();
    this.labelOfClass =
        classes.stream().mapToInt(value -> Arrays.binarySearch(labelValues, value)).toArray();
  }

  /** How many classes the network tells apart. */
  public int count() {
    return labelOfClass.length;
  }

  /** The label values without background, ascending. */
  public int[] labelValues() {
    return labelValues.clone();
  }

  /** The place of a class's label among {@link #labelValues}; negative for background. */
  public int labelOf(int ofClass) {
    return labelOfClass[ofClass];
  }

  /**
   * Makes probabilities of the numbers for one pixel, in place.
   *
   * @throws UnusableModelException if they are no finite numbers
   */
  public void toProbabilities(float[] scores) {
    float greatest = Float.NEGATIVE_INFINITY;
    for (float score : scores) {
      if (Float.isNaN(score) || score == Float.POSITIVE_INFINITY) {
        throw new UnusableModelException(
            "model "
                + description.name()
                + " "
                + description.version()
                + " gives values that are no finite numbers; its weights are damaged");
      }
      greatest = Math.max(greatest, score);
    }
    if (description.output().kind() == OutputKind.PROBABILITIES) {
      return;
    }
    float sum = 0;
    for (int c = 0; c < scores.length; c++) {
      float below = scores[c] - greatest;
      if (below == 0) {
        scores[c] = 1;
      } else {
        scores[c] = below < NEGLIGIBLE_SCORE ? 0 : (float) Math.exp(below);
      }
      sum += scores[c];
    }
    for (int c = 0; c < scores.length; c++) {
      scores[c] /= sum;
    }
  }
}
