package org.lungseg.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.function.UnaryOperator;
import org.lungseg.training.data.LabelledSlices;

/** What a network learns: from which samples, and how well it can. Safe for many threads. */
interface LearningTask {

  /** Background, right and left lung. */
  int CLASSES = 3;

  /**
   * A batch as flat arrays.
   *
   * @param input what the network sees, in the shape {@link #inputShape}
   * @param target the share of each class, in the same shape but for {@link #CLASSES} channels
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
  record Batch(float[] input, float[] target) {}

  /** The task that a configuration states. */
  static LearningTask of(TrainingConfig config, List<LabelledSlices> cases) {
    return config.dimensions() == 3 ? new ChestTask(cases, config) : new SliceTask(cases, config);
  }

  /** Whether a case can be learnt from and judged. */
  boolean accepts(LabelledSlices one);

  /** The shape of a batch: {@code [N, channels, H, W]} or {@code [N, channels, D, H, W]}. */
  Shape inputShape();

  /**
   * The batch of a step. It depends on the seed and the step alone, so that any step can be drawn
   * again.
   */
  Batch batch(long step);

  /**
   * The Dice of both lungs together in a case, on the network's own grid.
   *
   * @param network makes logits of an input
   */
  double dice(LabelledSlices one, NDManager manager, UnaryOperator<NDArray> network);
}
