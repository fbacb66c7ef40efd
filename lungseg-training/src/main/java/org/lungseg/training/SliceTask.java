package org.lungseg.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.lungseg.training.augment.SampleAugmenter;
import org.lungseg.training.augment.Slice;
import org.lungseg.training.augment.SliceSource;
import org.lungseg.training.data.LabelledSlices;

/** Learning from slices, each with its neighbours. Immutable. */
final class SliceTask implements LearningTask {

  /** Slices of each case that a validation looks at, evenly spread. */
  private static final int VALIDATION_SLICES = 16;

  /** Pixels of the canvas that holds any whole picture: 512 mm at 2 mm. */
  private static final int VALIDATION_CANVAS = 256;

  /** Neighbouring slices come up to this much nearer or farther than said: spacings are guessed. */
  private static final double MAX_SPACING_ERROR = 2;

  /** How often a slice stands alone, as single pictures and the slices of very coarse scans do. */
  private static final double ALONE = 0.1;

  /** How often slices are made thicker, and the thickest. */
  private static final double THICK = 0.15;

  private static final double THICKEST_MM = 12;

  /** A case with its slices sorted into those with lung and those without. */
  private record Case(LabelledSlices slices, List<Integer> withLung, List<Integer> without) {

    static Case of(LabelledSlices slices) {
      List<Integer> with = new ArrayList<>();
      List<Integer> without = new ArrayList<>();
      for (int index = 0; index < slices.slices().size(); index++) {
        (slices.slices().get(index).hasLung() ? with : without).add(index);
      }
      return new Case(slices, with, without);
    }

    /** The wanted kind of slices, or the other if there is none. */
    List<Integer> choice(boolean lung) {
      boolean first = lung ? !withLung.isEmpty() : without.isEmpty();
      return first ? withLung : without;
    }
  }

  private final List<Case> hounsfieldCases = new ArrayList<>();
  private final List<Case> greyCases = new ArrayList<>();
  private final SampleAugmenter augmenter;
  private final TrainingConfig config;

  SliceTask(List<LabelledSlices> cases, TrainingConfig config) {
    for (LabelledSlices one : cases) {
      (one.hounsfield() ? hounsfieldCases : greyCases).add(Case.of(one));
    }
    this.augmenter = config.training();
    this.config = config;
  }

  @Override
  public boolean accepts(LabelledSlices one) {
    return true;
  }

  @Override
  public Shape inputShape() {
    int size = config.canvasSize();
    return new Shape(config.batchSize(), config.shape().inputChannels(), size, size);
  }

  @Override
  public Batch batch(long step) {
    int size = config.batchSize();
    int pixels = config.canvasSize() * config.canvasSize();
    int channels = config.shape().inputChannels();
    float[] pictures = new float[size * channels * pixels];
    float[] oneHot = new float[size * CLASSES * pixels];
    for (int sample = 0; sample < size; sample++) {
      SplittableRandom random =
          new SplittableRandom((config.seed() * 1_000_003 + step) * 1_000_003 + sample);
      List<Slice> slices = augmenter.sample(choose(random), random);
      System.arraycopy(
          pictures(slices), 0, pictures, sample * channels * pixels, channels * pixels);
      byte[] labels = slices.get(config.labelledChannel()).labels();
      for (int at = 0; at < pixels; at++) {
        oneHot[(sample * CLASSES + labels[at]) * pixels + at] = 1;
      }
    }
    return new Batch(pictures, oneHot);
  }

  @Override
  public double dice(LabelledSlices one, NDManager manager, UnaryOperator<NDArray> network) {
    SampleAugmenter plain = config.validation(VALIDATION_CANVAS);
    SplittableRandom unused = new SplittableRandom(0);
    int slices = Math.min(VALIDATION_SLICES, one.slices().size());
    int pixels = VALIDATION_CANVAS * VALIDATION_CANVAS;
    DiceCount count = new DiceCount();
    for (int at = 0; at < slices; at++) {
      int index = (int) ((at + 0.5) * one.slices().size() / slices);
      List<Slice> sample = plain.sample(one.near(index, config.channelOffsetsMm()), unused);
      Slice slice = sample.get(config.labelledChannel());
      float[] logits;
      try (NDScope scope = new NDScope()) {
        scope.suppressNotUsedWarning();
        Shape shape = new Shape(1, sample.size(), VALIDATION_CANVAS, VALIDATION_CANVAS);
        logits = network.apply(manager.create(pictures(sample), shape)).toFloatArray();
      }
      for (int pixel = 0; pixel < pixels; pixel++) {
        float lung = Math.max(logits[pixels + pixel], logits[2 * pixels + pixel]);
        count.add(lung > logits[pixel], slice.labels()[pixel] != 0);
      }
    }
    return count.dice();
  }

  /** The values of slices, one after the other. */
  static float[] pictures(List<Slice> slices) {
    int pixels = slices.get(0).values().length;
    float[] pictures = new float[slices.size() * pixels];
    for (int at = 0; at < slices.size(); at++) {
      System.arraycopy(slices.get(at).values(), 0, pictures, at * pixels, pixels);
    }
    return pictures;
  }

  private List<SliceSource> choose(SplittableRandom random) {
    boolean grey = random.nextDouble() < config.greyShare();
    List<Case> cases = grey ? greyCases : hounsfieldCases;
    if (cases.isEmpty()) {
      cases = grey ? hounsfieldCases : greyCases;
    }
    Case one = cases.get(random.nextInt(cases.size()));
    List<Integer> choice = one.choice(random.nextDouble() < config.lungShare());
    int index = choice.get(random.nextInt(choice.size()));
    List<Double> offsets = offsets(random);
    if (random.nextDouble() >= THICK) {
      return one.slices().near(index, offsets);
    }
    double reach = THICKEST_MM / 2 * random.nextDouble();
    return offsets.stream().map(offset -> thick(one.slices(), index, offset, reach)).toList();
  }

  /** The slice at a place, averaged with those up to a distance above and below. */
  private static SliceSource thick(
      LabelledSlices slices, int index, double offsetMm, double reachMm) {
    SliceSource centre = slices.near(index, List.of(offsetMm)).get(0);
    List<Double> around = new ArrayList<>();
    for (double off = 0; off <= reachMm; off += slices.spacingMm()) {
      around.add(offsetMm + off);
      around.add(offsetMm - off);
    }
    return centre.withMeanOf(slices.near(index, around));
  }

  /** Where the neighbours are taken: farther or nearer, or upside down, or not at all. */
  private List<Double> offsets(SplittableRandom random) {
    double stretch = Math.pow(MAX_SPACING_ERROR, 2 * random.nextDouble() - 1);
    double direction = random.nextBoolean() ? 1 : -1;
    double scale = random.nextDouble() < ALONE ? 0 : stretch * direction;
    return config.channelOffsetsMm().stream().map(offset -> offset * scale).toList();
  }
}
