package org.lungseg.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * Cross-entropy plus soft Dice loss (Milletari et al., 3DV 2016), the usual pair for segmentation:
 * the first gives a steady gradient everywhere, the second counts small and large lungs alike.
 */
public final class SegmentationLoss {

  /**
   * Keeps the Dice of a class that is absent from a batch defined, and near 1 when not predicted.
   */
  private static final float SMOOTHING = 100;

  private static final int[] ALL_BUT_CLASSES = {0, 2, 3};
  private static final int[] ALL_BUT_CLASSES_OF_VOLUMES = {0, 2, 3, 4};

  private SegmentationLoss() {}

  /**
   * The loss of a batch.
   *
   * @param logits {@code [N, classes, H, W]} or {@code [N, classes, D, H, W]}
   * @param target the reference in the same shape: the share of each class, which is 1 at the right
   *     one where a pixel has but one
   * @return a scalar
   */
  public static NDArray of(NDArray logits, NDArray target) {
    Shape shape = logits.getShape();
    float pixels = (float) shape.size() / shape.get(1);
    int[] axes = shape.dimension() == 4 ? ALL_BUT_CLASSES : ALL_BUT_CLASSES_OF_VOLUMES;
    NDArray logProbability = logits.logSoftmax(1);
    NDArray crossEntropy = logProbability.mul(target).sum().mul(-1 / pixels);
    NDArray probability = logProbability.exp();
    NDArray both = probability.mul(target).sum(axes);
    NDArray either = probability.sum(axes).add(target.sum(axes));
    NDArray dice = both.mul(2).add(SMOOTHING).div(either.add(SMOOTHING));
    NDArray structures = dice.get("1:");
    return crossEntropy.add(structures.mean().neg().add(1));
  }
}
