package org.lungseg.training.refinement;

import java.util.Locale;
import org.lungseg.api.CtVolume;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.LungMask;
import org.lungseg.api.ProbabilityMap;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.api.UnusableInputException;
import org.lungseg.engine.internal.border.GuidedFilter;
import org.lungseg.engine.internal.border.MovedBorder;
import org.lungseg.engine.internal.border.Window;
import org.lungseg.engine.internal.input.PatientAxes;
import org.lungseg.engine.internal.run.Workers;

/**
 * Ways to move the border of a lung mask by the CT, see {@link MovedBorder}, since a network's grid
 * is coarser than the image. Immutable and safe for many threads.
 */
public enum BorderRefinement {
  /** The {@link GuidedFilter} that the engine uses for pictures, cut at one half. */
  GUIDED_FILTER,

  /**
   * Each voxel goes to the side whose mean density, within the reach, is nearer to its own: at a
   * blurred edge that is the place of the steepest gradient. The local means are those of Lankton
   * and Tannenbaum, Localizing region-based active contours, IEEE TIP 17 (2008), taken once and
   * without a curve. Where lung and its surroundings differ by less than {@value #CONTRAST} of the
   * grey range (180 HU), as at dense disease, nothing changes.
   */
  LOCAL_DENSITIES;

  static final float CONTRAST = 0.15f;

  /** The range of Hounsfield values that becomes 0 to 1: air to contrasted blood. */
  private static final float LOW_HU = -1000;

  private static final float HIGH_HU = 200;
  private static final float WHITE = 255;

  /** The name in specs and tables. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The mask with its border moved.
   *
   * @param ct the image, in HU or as a picture of 0 to 255
   * @param probability the network's, on the same grid
   * @param mask what the engine made of it, on the same grid
   * @throws UnusableInputException if the grids differ
   */
  public LungMask refine(CtVolume ct, ProbabilityMap probability, LungMask mask) {
    if (!ct.geometry().isSameGrid(mask.geometry())
        || !ct.geometry().isSameGrid(probability.geometry())) {
      throw new UnusableInputException("image, probability and mask lie on different grids");
    }
    float[] grey = grey(ct);
    byte[] refined = mask.array().clone();
    MovedBorder.move(
        PatientAxes.of(ct.geometry()),
        voxel -> grey[voxel],
        probability.array(),
        refined,
        rule(),
        Workers.of(SegmenterOptions.defaults()));
    return LungMask.of(refined, mask.geometry());
  }

  private MovedBorder.Rule rule() {
    return switch (this) {
      case GUIDED_FILTER -> GuidedFilter.from(0.5f);
      case LOCAL_DENSITIES -> BorderRefinement::byLocalDensities;
    };
  }

  private static boolean[] byLocalDensities(
      float[] grey, float[] probability, boolean[] lung, Window window) {
    float[] inside = new float[lung.length];
    for (int at = 0; at < inside.length; at++) {
      inside[at] = lung[at] ? 1 : 0;
    }
    float[] share = window.mean(inside);
    float[] greyInside = window.meanOfProduct(grey, inside);
    float[] greyAll = window.mean(grey);
    boolean[] refined = lung.clone();
    for (int at = 0; at < refined.length; at++) {
      if (share[at] <= 0 || share[at] >= 1) {
        continue;
      }
      float lungMean = greyInside[at] / share[at];
      float otherMean = (greyAll[at] - greyInside[at]) / (1 - share[at]);
      if (otherMean - lungMean >= CONTRAST) {
        refined[at] = grey[at] < (lungMean + otherMean) / 2;
      }
    }
    return refined;
  }

  private static float[] grey(CtVolume ct) {
    int plane = ct.geometry().size(0) * ct.geometry().size(1);
    float[] grey = new float[plane * ct.geometry().size(2)];
    float[] values = new float[plane];
    boolean hounsfield = ct.domain() == IntensityDomain.HOUNSFIELD;
    float low = hounsfield ? LOW_HU : 0;
    float range = hounsfield ? HIGH_HU - LOW_HU : WHITE;
    for (int k = 0; k < ct.geometry().size(2); k++) {
      ct.copyPlane(k, values);
      for (int at = 0; at < plane; at++) {
        grey[k * plane + at] = Math.max(0, Math.min(1, (values[at] - low) / range));
      }
    }
    return grey;
  }
}
