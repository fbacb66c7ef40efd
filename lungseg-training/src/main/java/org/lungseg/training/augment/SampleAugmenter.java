package org.lungseg.training.augment;

import java.util.random.RandomGenerator;

/**
 * The whole way from a slice of a case to a training sample: pose, painted fat and disease, field
 * of view, appearance. Immutable and safe for many threads, each with its own generator.
 *
 * @param canvasSize pixels along each side of the sample
 * @param canvasSpacingMm the size of a pixel
 * @param geometry the pose
 * @param fat painted fat
 * @param disease painted disease
 * @param fieldOfView the cut
 * @param appearance the look
 */
public record SampleAugmenter(
    int canvasSize,
    double canvasSpacingMm,
    GeometryAugmentation geometry,
    FatPainter fat,
    DiseasePainter disease,
    FieldOfView fieldOfView,
    AppearanceAugmentation appearance) {

  private static final float AIR_HU = -1024;

  /** Makes one sample; its values are network input, 0 to 1. */
  public Slice sample(SliceSource source, RandomGenerator random) {
    int pixels = canvasSize * canvasSize;
    Slice slice =
        new Slice(canvasSize, canvasSize, new float[pixels], new byte[pixels], source.hounsfield());
    geometry.draw(source, source.hounsfield() ? AIR_HU : 0, slice, canvasSpacingMm, random);
    fat.paint(slice, random);
    disease.paint(slice, random);
    fieldOfView.cut(slice, random);
    appearance.apply(slice, random);
    return slice;
  }
}
