package org.lungseg.training.augment;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Collapse with loss of volume: one lung shrinks, heart and chest wall follow it, and what is left
 * is dense (Woodring and Reed, Journal of Thoracic Imaging 1996). {@link DiseasePainter} fills
 * lungs without changing their shape; without this a network learns that a white lung is as large
 * as a healthy one.
 *
 * <p>The picture is drawn together around the middle of the lung, labels and values alike: a point
 * at distance r shows what was at r·(1 + a·exp(−r²/2s²)), which never folds for a below 2.
 *
 * @param probability how often a sample gets it
 */
public record VolumeLoss(double probability) {

  private static final double MIN_PULL = 0.3;
  private static final double MAX_PULL = 1.2;

  /** The reach of the pull as a share of the lung's half width. */
  private static final double REACH = 1.1;

  /**
   * Shrinks and fills a lung in all slices of a sample, or leaves them as they are.
   *
   * @param texture the grain, drawn from anew for each slice
   */
  void apply(List<Slice> sample, RandomGenerator choices, RandomGenerator texture) {
    if (choices.nextDouble() >= probability) {
      return;
    }
    int label = 1 + choices.nextInt(2);
    double pull = MIN_PULL + (MAX_PULL - MIN_PULL) * choices.nextDouble();
    long shape = choices.nextLong();
    double[] centre = centre(sample, label);
    if (centre[2] < LungField.MIN_PIXELS) {
      return;
    }
    double reach = REACH * Math.sqrt(centre[2] / Math.PI);
    for (Slice slice : sample) {
      drawTogether(slice, centre[0], centre[1], pull, reach);
      LungField lung = LungField.of(slice);
      if (lung.box[label - 1] != null) {
        DiseasePainter.paintPattern(
            slice, lung, label, DiseasePattern.WHOLE_LUNG, new SplittableRandom(shape), texture);
      }
    }
  }

  /** The middle of a lung over all slices that show it, and its mean number of pixels there. */
  private static double[] centre(List<Slice> sample, int label) {
    double x = 0;
    double y = 0;
    long count = 0;
    int slices = 0;
    for (Slice slice : sample) {
      long before = count;
      for (int at = 0; at < slice.labels().length; at++) {
        if (slice.labels()[at] == label) {
          int row = at / slice.width();
          x += at % slice.width();
          y += row;
          count++;
        }
      }
      slices += count > before ? 1 : 0;
    }
    return count == 0
        ? new double[] {0, 0, 0}
        : new double[] {x / count, y / count, count / (double) slices};
  }

  private static void drawTogether(Slice slice, double cx, double cy, double pull, double reach) {
    int width = slice.width();
    float[] values = slice.values().clone();
    byte[] labels = slice.labels().clone();
    for (int at = 0; at < values.length; at++) {
      int row = at / width;
      double dx = at % width - cx;
      double dy = row - cy;
      double scale = 1 + pull * Math.exp(-(dx * dx + dy * dy) / (2 * reach * reach));
      double fromX = within(cx + scale * dx, width);
      double fromY = within(cy + scale * dy, slice.height());
      int x = Math.min(width - 2, (int) fromX);
      int y = Math.min(slice.height() - 2, (int) fromY);
      float fx = (float) (fromX - x);
      float fy = (float) (fromY - y);
      int from = y * width + x;
      float top = (1 - fx) * values[from] + fx * values[from + 1];
      float bottom = (1 - fx) * values[from + width] + fx * values[from + width + 1];
      slice.values()[at] = (1 - fy) * top + fy * bottom;
      int nearest = (int) Math.round(fromY) * width + (int) Math.round(fromX);
      slice.labels()[at] = labels[nearest];
    }
  }

  private static double within(double place, int size) {
    return Math.max(0, Math.min(size - 1.0, place));
  }
}
