package org.lungseg.training.augment;

import net.imglib2.Cursor;
import net.imglib2.type.numeric.RealType;
import net.imglib2.view.Views;
import org.lungseg.api.CtVolume;
import org.lungseg.api.IntensityDomain;
import org.lungseg.engine.internal.input.PatientAxes;

/**
 * A whole scan as 8-bit pictures, on the same grid with grey values 0 to 255; the Hounsfield scale
 * is lost. Made as collections on the web are.
 */
public final class ExportedPictures {

  private static final int TILES = 8;
  private static final double CLIP_LIMIT = 7;
  private static final int WHITE = 255;

  private ExportedPictures() {}

  /**
   * Each axial slice stretched from its least to its greatest value, then CLAHE with 8×8 tiles and
   * a clip limit of 7.
   */
  public static CtVolume of(CtVolume ct) {
    return slicewise(ct, true);
  }

  /** Each axial slice stretched from its least to its greatest value. */
  public static CtVolume stretched(CtVolume ct) {
    return slicewise(ct, false);
  }

  /** The whole scan seen through one window: values up to {@code low} are black. */
  public static CtVolume windowed(CtVolume ct, double low, double high) {
    float[] voxels = voxels(ct);
    byte[] grey = new byte[voxels.length];
    for (int at = 0; at < grey.length; at++) {
      double share = Math.max(0, Math.min(1, (voxels[at] - low) / (high - low)));
      grey[at] = (byte) Math.round(WHITE * share);
    }
    return CtVolume.ofUnsignedBytes(grey, ct.geometry(), IntensityDomain.GREY);
  }

  private static CtVolume slicewise(CtVolume ct, boolean equalised) {
    PatientAxes axes = PatientAxes.of(ct.geometry());
    float[] voxels = voxels(ct);
    byte[] grey = new byte[voxels.length];
    int width = axes.size(PatientAxes.W);
    int height = axes.size(PatientAxes.H);
    float[] slice = new float[width * height];
    for (int s = 0; s < axes.size(PatientAxes.S); s++) {
      for (int at = 0; at < slice.length; at++) {
        slice[at] = voxels[axes.arrayIndex(at % width, at / width, s)];
      }
      stretch(slice);
      if (equalised) {
        Clahe.apply(slice, width, height, TILES, CLIP_LIMIT);
      }
      for (int at = 0; at < slice.length; at++) {
        grey[axes.arrayIndex(at % width, at / width, s)] = (byte) Math.round(WHITE * slice[at]);
      }
    }
    return CtVolume.ofUnsignedBytes(grey, ct.geometry(), IntensityDomain.GREY);
  }

  private static float[] voxels(CtVolume ct) {
    Cursor<? extends RealType<?>> cursor = Views.flatIterable(ct.voxels()).cursor();
    float[] voxels = new float[Math.toIntExact(Views.flatIterable(ct.voxels()).size())];
    for (int at = 0; at < voxels.length; at++) {
      voxels[at] = cursor.next().getRealFloat();
    }
    return voxels;
  }

  private static void stretch(float[] slice) {
    float low = Float.MAX_VALUE;
    float high = -Float.MAX_VALUE;
    for (float value : slice) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    float range = Math.max(1, high - low);
    for (int at = 0; at < slice.length; at++) {
      slice[at] = Math.round(WHITE * (slice[at] - low) / range) / (float) WHITE;
    }
  }
}
