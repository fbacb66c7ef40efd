package org.lungseg.training.refinement;

import java.util.Locale;
import org.lungseg.api.CtVolume;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.LungMask;
import org.lungseg.api.ProbabilityMap;
import org.lungseg.api.UnusableInputException;
import org.lungseg.engine.internal.input.PatientAxes;

/**
 * Moves the border of a lung mask by the CT, axial slice by axial slice, since it is there that a
 * network's grid is coarser than the image. Only voxels that the network doubts (a probability of
 * {@value #SURE} to 1 − {@value #SURE}) and that lie within {@value #REACH_MM} mm of the border,
 * along rows or columns, can change; a voxel that becomes lung gets the side of the nearest lung of
 * the slice.
 *
 * <p>In empty slices and in full ones nothing changes. Immutable and safe for many threads.
 */
public enum BorderRefinement {
  /**
   * The probability seen through the CT by a guided filter, cut at one half: where the CT has an
   * edge the probability gets one in the same place. He, Sun and Tang, Guided image filtering, IEEE
   * TPAMI 35 (2013), with a window of {@value #REACH_MM} mm to each side and a regularisation of
   * {@value #REGULARISATION}, far above noise and far below the contrast of lung and chest wall.
   */
  GUIDED_FILTER {
    @Override
    boolean[] lung(float[] grey, float[] probability, boolean[] lung, Window window) {
      float[] meanGrey = window.mean(grey);
      float[] meanProbability = window.mean(probability);
      float[] slope = window.meanOfProduct(grey, probability);
      float[] greySquared = window.meanOfProduct(grey, grey);
      float[] offset = new float[grey.length];
      for (int at = 0; at < grey.length; at++) {
        float variance = greySquared[at] - meanGrey[at] * meanGrey[at];
        float covariance = slope[at] - meanGrey[at] * meanProbability[at];
        slope[at] = covariance / (variance + REGULARISATION);
        offset[at] = meanProbability[at] - slope[at] * meanGrey[at];
      }
      float[] meanSlope = window.mean(slope);
      float[] meanOffset = window.mean(offset);
      boolean[] refined = new boolean[lung.length];
      for (int at = 0; at < refined.length; at++) {
        refined[at] = meanSlope[at] * grey[at] + meanOffset[at] >= 0.5f;
      }
      return refined;
    }
  },

  /**
   * Each voxel goes to the side whose mean density, within {@value #REACH_MM} mm, is nearer to its
   * own: at a blurred edge that is the place of the steepest gradient. The local means are those of
   * Lankton and Tannenbaum, Localizing region-based active contours, IEEE TIP 17 (2008), taken once
   * and without a curve. Where lung and its surroundings differ by less than {@value #CONTRAST} of
   * the grey range (180 HU), as at dense disease, nothing changes.
   */
  LOCAL_DENSITIES {
    @Override
    boolean[] lung(float[] grey, float[] probability, boolean[] lung, Window window) {
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
  };

  /** How far the border can move along rows and columns. */
  public static final double REACH_MM = 4;

  static final float SURE = 0.05f;
  static final float REGULARISATION = 0.01f;
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
   * Which pixels of a slice are lung.
   *
   * @param grey densities, 0 to 1
   * @param probability of lung, 0 to 1
   * @param lung what the mask says
   */
  abstract boolean[] lung(float[] grey, float[] probability, boolean[] lung, Window window);

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
    PatientAxes axes = PatientAxes.of(ct.geometry());
    float[] grey = grey(ct);
    byte[] refined = mask.array().clone();
    for (int s = 0; s < axes.size(PatientAxes.S); s++) {
      refineSlice(axes, s, grey, probability.array(), refined);
    }
    return LungMask.of(refined, mask.geometry());
  }

  private void refineSlice(
      PatientAxes axes, int s, float[] grey, byte[] probability, byte[] labels) {
    int width = axes.size(PatientAxes.W);
    int height = axes.size(PatientAxes.H);
    Window window =
        new Window(
            width,
            height,
            (int) Math.round(REACH_MM / axes.spacingMm(PatientAxes.W)),
            (int) Math.round(REACH_MM / axes.spacingMm(PatientAxes.H)));
    float[] values = new float[width * height];
    float[] likely = new float[values.length];
    float[] inside = new float[values.length];
    boolean[] lung = new boolean[values.length];
    byte[] before = new byte[values.length];
    boolean any = false;
    for (int at = 0; at < values.length; at++) {
      int voxel = axes.arrayIndex(at % width, at / width, s);
      values[at] = grey[voxel];
      likely[at] = (probability[voxel] & 0xff) / (float) ProbabilityMap.STEPS;
      before[at] = labels[voxel];
      lung[at] = before[at] != 0;
      inside[at] = lung[at] ? 1 : 0;
      any |= lung[at];
    }
    if (!any) {
      return;
    }
    float[] share = window.mean(inside);
    boolean[] wanted = lung(values, likely, lung, window);
    for (int at = 0; at < values.length; at++) {
      boolean doubtful = likely[at] >= SURE && likely[at] <= 1 - SURE;
      boolean nearBorder = share[at] > 0 && share[at] < 1;
      if (doubtful && nearBorder && wanted[at] != lung[at]) {
        labels[axes.arrayIndex(at % width, at / width, s)] =
            wanted[at] ? nearest(before, window, at) : 0;
      }
    }
  }

  /** The label of the nearest lung pixel in a window that has one. */
  private static byte nearest(byte[] labels, Window window, int at) {
    int x = at % window.width();
    int y = at / window.width();
    byte label = 0;
    long least = Long.MAX_VALUE;
    for (int dy = -window.radiusY(); dy <= window.radiusY(); dy++) {
      for (int dx = -window.radiusX(); dx <= window.radiusX(); dx++) {
        int column = x + dx;
        int row = y + dy;
        boolean in = column >= 0 && row >= 0 && column < window.width() && row < window.height();
        long distance = (long) dx * dx + (long) dy * dy;
        if (in && distance < least && labels[row * window.width() + column] != 0) {
          least = distance;
          label = labels[row * window.width() + column];
        }
      }
    }
    return label;
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
