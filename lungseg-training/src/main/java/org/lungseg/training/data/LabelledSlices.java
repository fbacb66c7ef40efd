package org.lungseg.training.data;

import java.util.ArrayList;
import java.util.List;
import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;
import net.imglib2.view.Views;
import org.lungseg.api.CtVolume;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.LungMask;
import org.lungseg.api.UnusableInputException;
import org.lungseg.api.VolumeGeometry;
import org.lungseg.io.VolumeIO;
import org.lungseg.training.augment.SliceSource;

/**
 * The axial slices of a case with their labels, feet to head, in memory as 16-bit values. Immutable
 * and safe for many threads.
 *
 * @param labelledCase where they come from
 * @param slices the slices, rows from the chest to the back, columns from right to left
 * @param spacingMm the distance of neighbouring slices
 */
public record LabelledSlices(
    LabelledCase labelledCase, List<SliceSource> slices, double spacingMm) {

  private static final int RIGHT_LEFT = 0;
  private static final int ANTERIOR_POSTERIOR = 1;
  private static final int SUPERIOR_INFERIOR = 2;

  /** Hounsfield values of padding and metal beyond this range tell the network nothing. */
  private static final int MIN_HU = -1100;

  private static final int MAX_HU = 3071;

  /** Copies the list. */
  public LabelledSlices {
    slices = List.copyOf(slices);
  }

  /**
   * Reads a case.
   *
   * @throws UnusableInputException if the mask lies on another grid than the CT
   */
  public static LabelledSlices read(LabelledCase labelledCase) {
    return of(
        labelledCase,
        VolumeIO.readCt(labelledCase.ct()),
        VolumeIO.readLungMask(labelledCase.mask()));
  }

  /**
   * Takes the slices of a CT that is in memory already.
   *
   * @throws UnusableInputException if the mask lies on another grid than the CT
   */
  public static LabelledSlices of(LabelledCase labelledCase, CtVolume ct, LungMask mask) {
    if (!ct.geometry().isSameGrid(mask.geometry())) {
      throw new UnusableInputException(
          "the mask "
              + labelledCase.mask()
              + " lies on another grid than its CT: "
              + mask.geometry()
              + " against "
              + ct.geometry());
    }
    double spacingMm = ct.geometry().spacingMm(ct.geometry().voxelAxisOf(SUPERIOR_INFERIOR));
    return new LabelledSlices(labelledCase, slices(ct, mask), spacingMm);
  }

  /**
   * The slices nearest to places along the patient; beyond the ends, the last slice.
   *
   * @param index the slice that places are measured from
   * @param offsetsMm distances towards the head
   */
  public List<SliceSource> near(int index, List<Double> offsetsMm) {
    return offsetsMm.stream()
        .map(
            offset -> {
              long at = index + Math.round(offset / spacingMm);
              return slices.get((int) Math.max(0, Math.min(slices.size() - 1, at)));
            })
        .toList();
  }

  /** Whether the values are Hounsfield units. */
  public boolean hounsfield() {
    return slices.get(0).hounsfield();
  }

  private static List<SliceSource> slices(CtVolume ct, LungMask mask) {
    VolumeGeometry geometry = ct.geometry();
    var image = axial(ct.voxels(), geometry);
    var labels = axial(mask.voxels(), geometry);
    int width = (int) image.dimension(0);
    int height = (int) image.dimension(1);
    double[] centre = lungCentre(labels, width, height);
    boolean hounsfield = ct.domain() == IntensityDomain.HOUNSFIELD;
    double spacingX = geometry.spacingMm(geometry.voxelAxisOf(RIGHT_LEFT));
    double spacingY = geometry.spacingMm(geometry.voxelAxisOf(ANTERIOR_POSTERIOR));
    List<SliceSource> slices = new ArrayList<>();
    for (long k = 0; k < image.dimension(2); k++) {
      short[] values = new short[width * height];
      byte[] classes = new byte[width * height];
      Cursor<? extends RealType<?>> value =
          Views.flatIterable(Views.hyperSlice(image, 2, k)).cursor();
      Cursor<? extends RealType<?>> label =
          Views.flatIterable(Views.hyperSlice(labels, 2, k)).cursor();
      for (int at = 0; at < values.length; at++) {
        double v = value.next().getRealDouble();
        values[at] = (short) Math.max(MIN_HU, Math.min(MAX_HU, Math.round(v)));
        classes[at] = (byte) label.next().getRealDouble();
      }
      slices.add(
          new SliceSource(
              width,
              height,
              values,
              classes,
              spacingX,
              spacingY,
              centre[0],
              centre[1],
              hounsfield));
    }
    return slices;
  }

  /**
   * The image with columns from right to left, rows from chest to back, slices from feet to head.
   */
  private static RandomAccessibleInterval<? extends RealType<?>> axial(
      RandomAccessibleInterval<? extends RealType<?>> image, VolumeGeometry geometry) {
    int[] wanted = {
      geometry.voxelAxisOf(RIGHT_LEFT),
      geometry.voxelAxisOf(ANTERIOR_POSTERIOR),
      geometry.voxelAxisOf(SUPERIOR_INFERIOR)
    };
    boolean[] flip = {
      geometry.rasDirectionOf(wanted[0]) > 0,
      geometry.rasDirectionOf(wanted[1]) > 0,
      geometry.rasDirectionOf(wanted[2]) < 0
    };
    return ordered(image, wanted, flip);
  }

  private static <T extends RealType<T>> RandomAccessibleInterval<T> ordered(
      RandomAccessibleInterval<? extends RealType<?>> image, int[] wanted, boolean[] flip) {
    @SuppressWarnings("unchecked") // an image of some T extends RealType<?> is one of RealType<T>
    RandomAccessibleInterval<T> view = (RandomAccessibleInterval<T>) image;
    for (int axis = 0; axis < 3; axis++) {
      if (flip[axis]) {
        view = Views.invertAxis(view, wanted[axis]);
      }
    }
    view = Views.zeroMin(view);
    int[] at = {0, 1, 2};
    for (int axis = 0; axis < 2; axis++) {
      int from = axis;
      while (at[from] != wanted[axis]) {
        from++;
      }
      if (from != axis) {
        view = Views.permute(view, axis, from);
        int moved = at[axis];
        at[axis] = at[from];
        at[from] = moved;
      }
    }
    return view;
  }

  /** The middle of the box around both lungs, in pixels from the upper left corner. */
  private static double[] lungCentre(
      RandomAccessibleInterval<? extends RealType<?>> labels, int width, int height) {
    long minX = width;
    long maxX = -1;
    long minY = height;
    long maxY = -1;
    Cursor<? extends RealType<?>> cursor = Views.flatIterable(labels).localizingCursor();
    while (cursor.hasNext()) {
      if (cursor.next().getRealDouble() > 0) {
        minX = Math.min(minX, cursor.getLongPosition(0));
        maxX = Math.max(maxX, cursor.getLongPosition(0));
        minY = Math.min(minY, cursor.getLongPosition(1));
        maxY = Math.max(maxY, cursor.getLongPosition(1));
      }
    }
    if (maxX < 0) {
      return new double[] {width / 2.0, height / 2.0};
    }
    return new double[] {(minX + maxX + 1) / 2.0, (minY + maxY + 1) / 2.0};
  }
}
