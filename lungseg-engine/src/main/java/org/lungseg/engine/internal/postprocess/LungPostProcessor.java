package org.lungseg.engine.internal.postprocess;

import java.util.ArrayList;
import java.util.List;
import org.lungseg.api.LabelSet;
import org.lungseg.api.LungLabels;
import org.lungseg.api.LungSide;
import org.lungseg.api.SegmentationWarning;
import org.lungseg.api.SegmentationWarning.Kind;
import org.lungseg.engine.internal.input.PatientAxes;
import org.lungseg.engine.internal.run.StageTracker;
import org.lungseg.engine.internal.run.Workers;

/**
 * Cleans the mask of two lungs, in this order: pieces that are no lung go ({@link SmallParts}),
 * sides are settled ({@link LungSides}, {@link JoinedLungs}), holes are filled ({@link Holes}).
 */
public final class LungPostProcessor {

  /** Less than this share of all lung on one side is reported as one lung missing. */
  private static final double ONE_LUNG_SHARE = 0.02;

  private static final int STEPS = 5;

  private LungPostProcessor() {}

  /** Whether a label set is that of two lungs, which the rules here are for. */
  public static boolean isForLabels(LabelSet labels) {
    return labels.labels().size() == LungLabels.RIGHT_LEFT.labels().size()
        && LungLabels.RIGHT_LEFT.labels().stream()
            .allMatch(
                lung ->
                    labels
                        .find(lung.value())
                        .filter(label -> label.snomedCode().equals(lung.snomedCode()))
                        .isPresent());
  }

  /** How many steps {@link #clean} reports to the tracker. */
  public static int steps() {
    return STEPS;
  }

  /**
   * What cleaning showed.
   *
   * @param warnings what the user should know
   * @param mirrored whether the network's right lung lay on the patient's left; the sides of the
   *     mask are those of the image's geometry nevertheless
   */
  public record Cleaned(List<SegmentationWarning> warnings, boolean mirrored) {}

  /**
   * Cleans a mask in place.
   *
   * @param mask 0, 1 (right) and 2 (left) in the image's own voxel order
   */
  public static Cleaned clean(
      byte[] mask, PatientAxes axes, Workers workers, StageTracker tracker) {
    List<SegmentationWarning> warnings = new ArrayList<>();
    if (isEmpty(mask)) {
      warnings.add(noLung());
      return new Cleaned(warnings, false);
    }
    LabelCrop crop = LabelCrop.of(mask, axes, workers);
    tracker.step();
    Parts parts = Parts.of(crop.labels(), 0, crop.width(), crop.height(), crop.depth());
    PartGraph graph = PartGraph.of(parts, crop);
    LungSides sides = LungSides.decide(graph, crop, SmallParts.keep(graph, crop));
    parts.paint(sides.labelOfPart(), crop.labels(), 0);
    if (sides.isOneLung() && JoinedLungs.divide(crop)) {
      parts = Parts.of(crop.labels(), 0, crop.width(), crop.height(), crop.depth());
      graph = PartGraph.of(parts, crop);
      sides = LungSides.decide(graph, crop, SmallParts.keep(graph, crop));
      parts.paint(sides.labelOfPart(), crop.labels(), 0);
    }
    tracker.step();
    Holes.fillEnclosed(crop);
    tracker.step();
    Holes.fillInSlices(crop, workers);
    tracker.step();
    crop.writeTo(mask, workers);
    warnAboutLungs(crop.labels(), warnings);
    return new Cleaned(warnings, sides.swapped());
  }

  private static void warnAboutLungs(byte[] labels, List<SegmentationWarning> warnings) {
    long[] count = new long[LungSide.values().length + 1];
    for (byte label : labels) {
      count[label]++;
    }
    long right = count[LungSide.RIGHT.labelValue()];
    long left = count[LungSide.LEFT.labelValue()];
    if (right + left == 0) {
      warnings.add(noLung());
    } else if (Math.min(right, left) < ONE_LUNG_SHARE * (right + left)) {
      warnings.add(
          new SegmentationWarning(
              Kind.ONE_LUNG,
              "only the "
                  + (right > left ? "right" : "left")
                  + " lung was found: the other is absent, not in the image, or was missed"));
    }
  }

  private static SegmentationWarning noLung() {
    return new SegmentationWarning(
        Kind.NO_LUNG, "no lung was found: the image shows none, or the network does not fit it");
  }

  private static boolean isEmpty(byte[] mask) {
    for (byte label : mask) {
      if (label != 0) {
        return false;
      }
    }
    return true;
  }
}
