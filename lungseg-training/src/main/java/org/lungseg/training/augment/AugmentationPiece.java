package org.lungseg.training.augment;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Each way in which training changes a slice, alone and always applied, to be looked at. Training
 * mixes them, see {@link SampleAugmenter}.
 */
public enum AugmentationPiece {
  /** Nothing: the slice as it is. */
  NONE((slice, random) -> {}),
  /** Fat painted around the lungs and elsewhere. */
  FAT(
      (slice, random) -> {
        new TissuePainter(1, 0).paint(slice, random, new SplittableRandom(random.nextLong()));
      }),
  /** Even soft tissue painted outside the lungs. */
  EVEN_TISSUE(
      (slice, random) -> {
        new TissuePainter(0, 1).paint(slice, random, new SplittableRandom(random.nextLong()));
      }),
  /** Arms at the sides. */
  ARMS_DOWN(
      (slice, random) -> {
        new ArmsDown(1)
            .paint(
                slice,
                AugmentationPiece.SPACING_MM,
                random,
                new SplittableRandom(random.nextLong()));
      }),
  /** One lung shrunk and dense. */
  VOLUME_LOSS(
      (slice, random) -> {
        new VolumeLoss(1).apply(List.of(slice), random, new SplittableRandom(random.nextLong()));
      }),
  /** Ground glass. */
  GROUND_GLASS((slice, random) -> paint(DiseasePattern.GROUND_GLASS, slice, random)),
  /** Dense patches at the pleura. */
  PERIPHERAL_CONSOLIDATION(
      (slice, random) -> paint(DiseasePattern.PERIPHERAL_CONSOLIDATION, slice, random)),
  /** The lower parts of the lungs filled. */
  DEPENDENT_CONSOLIDATION(
      (slice, random) -> paint(DiseasePattern.DEPENDENT_CONSOLIDATION, slice, random)),
  /** A lobe filled. */
  LOBE((slice, random) -> paint(DiseasePattern.LOBE, slice, random)),
  /** Whole lungs filled. */
  WHOLE_LUNG((slice, random) -> paint(DiseasePattern.WHOLE_LUNG, slice, random)),
  /** Fluid with a level. */
  EFFUSION((slice, random) -> paint(DiseasePattern.EFFUSION, slice, random)),
  /** Bands of scar. */
  BANDS((slice, random) -> paint(DiseasePattern.BANDS, slice, random)),
  /** Nodules and masses. */
  MASSES((slice, random) -> paint(DiseasePattern.MASSES, slice, random)),
  /** What a painted slice gets: several patterns together. */
  DISEASE(
      (slice, random) -> {
        new DiseasePainter(1).paint(slice, random, new SplittableRandom(random.nextLong()));
      }),
  /** A cut field of view. */
  FIELD_OF_VIEW(
      (slice, random) -> {
        new FieldOfView(1).cut(slice, random);
      }),
  /** A smooth kernel. */
  SMOOTH_KERNEL(
      (slice, random) -> {
        SmoothNoise.blur3(slice.values(), slice.width(), slice.height(), 1);
      }),
  /** A sharp kernel. */
  SHARP_KERNEL(
      (slice, random) -> {
        float amount = 0.5f + random.nextFloat();
        AppearanceAugmentation.sharpen(slice.values(), slice.width(), slice.height(), amount);
      }),
  /** Scanner noise. */
  NOISE(
      (slice, random) -> {
        float sd = 20 + 40 * random.nextFloat();
        float[] noise =
            SmoothNoise.grain(slice.width(), slice.height(), sd, random.nextBoolean(), random);
        for (int at = 0; at < noise.length; at++) {
          slice.values()[at] += noise[at];
        }
      }),
  /** Coarse pixels. */
  COARSE_PIXELS(
      (slice, random) -> {
        SmoothNoise.coarsen(slice.values(), slice.width(), slice.height(), 2 + random.nextInt(2));
      }),
  /** Streaks of metal. */
  METAL_STREAKS(
      (slice, random) -> {
        MetalStreaks.draw(slice.values(), slice.width(), slice.height(), random);
      }),
  /** An 8-bit picture in another window, often with CLAHE. */
  PICTURE(
      (slice, random) -> {
        AppearanceAugmentation.exportAsPicture(
            slice.values(), slice.width(), slice.height(), random);
        slice.markNormalised();
      }),
  /** Another pose: rotation, size, proportions, place, warp. */
  POSE((slice, random) -> {}) {
    @Override
    GeometryAugmentation geometry() {
      return GeometryAugmentation.DEFAULT;
    }
  };

  /** The pixel size of the pictures. */
  public static final double SPACING_MM = 2;

  private static final int SIZE = 192;

  /** Changes a slice of Hounsfield units in place. */
  @FunctionalInterface
  private interface Change {
    void apply(Slice slice, RandomGenerator random);
  }

  @SuppressWarnings("ImmutableEnumChecker") // functions without a state
  private final Change change;

  AugmentationPiece(Change change) {
    this.change = change;
  }

  GeometryAugmentation geometry() {
    return GeometryAugmentation.NONE;
  }

  /** The name for people and for files: "ground-glass". */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * A slice with this change alone, as network input of 0 to 1 on 192×192 pixels of 2 mm.
   *
   * @param source a slice of Hounsfield units
   * @param windowLow the Hounsfield value that becomes 0
   * @param windowHigh the Hounsfield value that becomes 1
   */
  public Slice example(SliceSource source, double windowLow, double windowHigh, long seed) {
    Slice slice = Slice.blank(SIZE, SIZE, true);
    geometry().pose(SIZE, SIZE, SPACING_MM, new SplittableRandom(seed)).draw(source, AIR_HU, slice);
    change.apply(slice, new SplittableRandom(seed));
    if (slice.hounsfield()) {
      AppearanceAugmentation.stretch(slice.values(), (float) windowLow, (float) windowHigh);
      slice.markNormalised();
    }
    return slice;
  }

  private static final float AIR_HU = -1024;

  private static void paint(DiseasePattern pattern, Slice slice, RandomGenerator random) {
    LungField lung = LungField.of(slice);
    SplittableRandom texture = new SplittableRandom(random.nextLong());
    for (int label = 1; label <= 2; label++) {
      if (lung.box[label - 1] != null) {
        DiseasePainter.paintPattern(
            slice, lung, label, pattern, new SplittableRandom(random.nextLong()), texture);
      }
    }
  }
}
