package org.lungseg.training;

import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.SplittableRandom;
import org.lungseg.training.augment.SampleAugmenter;
import org.lungseg.training.augment.Slice;
import org.lungseg.training.data.DataSplit;
import org.lungseg.training.data.DatasetManifest;
import org.lungseg.training.data.LabelledCase;
import org.lungseg.training.data.LabelledSlices;
import org.lungseg.training.network.ActivationRanges;
import org.lungseg.training.network.UNet;

/** Observes a network's activations on training slices, for quantisation. */
final class Calibration {

  /** Slices of each training case: as they are, and as training samples. */
  private static final int SLICES = 6;

  /** Pixels of the canvas that holds any whole picture: 512 mm at 2 mm. */
  private static final int CANVAS_MM = 512;

  private Calibration() {}

  /** Ranges over evenly spread slices of the training cases; never of validation cases. */
  static ActivationRanges observe(
      NDManager manager, UNet network, TrainingConfig config, DatasetManifest manifest) {
    int multiple = config.shape().sizeMultiple();
    int canvas = (int) Math.ceil(CANVAS_MM / config.inPlaneSpacingMm() / multiple) * multiple;
    SampleAugmenter plain = config.validation(canvas);
    SampleAugmenter changed = config.training();
    ActivationRanges ranges = new ActivationRanges();
    for (LabelledCase one : manifest.of(DataSplit.TRAIN)) {
      LabelledSlices slices = LabelledSlices.read(one);
      for (int at = 0; at < SLICES; at++) {
        int index = (int) ((at + 0.5) * slices.slices().size() / SLICES);
        SplittableRandom random = new SplittableRandom(config.seed() + at);
        var near = slices.near(index, config.channelOffsetsMm());
        observe(ranges, manager, network, plain.sample(near, random));
        observe(ranges, manager, network, changed.sample(near, random));
      }
    }
    return ranges;
  }

  private static void observe(
      ActivationRanges ranges, NDManager manager, UNet network, List<Slice> sample) {
    Slice first = sample.get(0);
    ranges.observe(manager, network, SliceTask.pictures(sample), first.height(), first.width());
  }
}
