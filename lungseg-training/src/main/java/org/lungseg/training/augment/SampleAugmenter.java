package org.lungseg.training.augment;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The whole way from neighbouring slices of a case to a training sample: pose, painted tissue and
 * disease, field of view, appearance. Each stage makes the same choices for all slices of a sample,
 * so that pose, disease and window run through them, while grain and noise are each slice's own.
 * Immutable and safe for many threads, each with its own generator.
 *
 * @param canvasSize pixels along each side of the sample
 * @param canvasSpacingMm the size of a pixel
 * @param geometry the pose
 * @param volumeLoss a lung that shrinks and turns dense
 * @param arms arms beside the chest
 * @param tissue painted fat and even tissue
 * @param disease painted disease
 * @param fieldOfView the cut
 * @param appearance the look
 */
public record SampleAugmenter(
    int canvasSize,
    double canvasSpacingMm,
    GeometryAugmentation geometry,
    VolumeLoss volumeLoss,
    ArmsDown arms,
    TissuePainter tissue,
    DiseasePainter disease,
    FieldOfView fieldOfView,
    AppearanceAugmentation appearance) {

  private static final float AIR_HU = -1024;

  /** Makes a sample; the values of its slices are network input, 0 to 1. */
  public List<Slice> sample(List<SliceSource> neighbours, RandomGenerator random) {
    GeometryAugmentation.Pose pose =
        geometry.pose(
            canvasSize, canvasSize, canvasSpacingMm, new SplittableRandom(random.nextLong()));
    long tissueChoices = random.nextLong();
    long diseaseChoices = random.nextLong();
    long cut = random.nextLong();
    long look = random.nextLong();
    List<Slice> sample = new ArrayList<>();
    List<SplittableRandom> textures = new ArrayList<>();
    for (SliceSource source : neighbours) {
      textures.add(new SplittableRandom(random.nextLong()));
      float outside = source.hounsfield() ? AIR_HU : 0;
      Slice slice = Slice.blank(canvasSize, canvasSize, source.hounsfield());
      pose.draw(source, outside, slice);
      sample.add(slice);
    }
    // Drawn last, so that recipes without them make the samples they always made.
    SplittableRandom shrink = new SplittableRandom(random.nextLong());
    long limbs = random.nextLong();
    volumeLoss.apply(sample, shrink, shrink.split());
    for (int at = 0; at < sample.size(); at++) {
      Slice slice = sample.get(at);
      SplittableRandom own = textures.get(at);
      arms.paint(
          slice,
          canvasSpacingMm,
          new SplittableRandom(limbs),
          new SplittableRandom(limbs + 1 + at));
      tissue.paint(slice, new SplittableRandom(tissueChoices), own);
      disease.paint(slice, new SplittableRandom(diseaseChoices), own);
      fieldOfView.cut(slice, new SplittableRandom(cut));
      appearance.apply(slice, new SplittableRandom(look), own);
    }
    return sample;
  }
}
