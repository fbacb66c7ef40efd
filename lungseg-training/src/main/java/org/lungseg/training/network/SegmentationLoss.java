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

  private SegmentationLoss() {}

  /**
   * The loss of a batch.
   *
   * @param logits {@code [N, classes, H, W]}
   * @param oneHot the reference in the same shape, 1 at the right class
   * @return a scalar
   */
  public static NDArray of(NDArray logits, NDArray oneHot) {
    Shape shape = logits.getShape();
    float pixels = shape.get(0) * shape.get(2) * shape.get(3);
    NDArray logProbability = logits.logSoftmax(1);
    NDArray crossEntropy = logProbability.mul(oneHot).sum().mul(-1 / pixels);
    NDArray probability = logProbability.exp();
    NDArray both = probability.mul(oneHot).sum(ALL_BUT_CLASSES);
    NDArray either = probability.sum(ALL_BUT_CLASSES).add(oneHot.sum(ALL_BUT_CLASSES));
    NDArray dice = both.mul(2).add(SMOOTHING).div(either.add(SMOOTHING));
    NDArray structures = dice.get("1:");
    return crossEntropy.add(structures.mean().neg().add(1));
  }
}
