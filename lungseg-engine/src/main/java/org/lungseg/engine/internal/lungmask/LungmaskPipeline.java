package org.lungseg.engine.internal.lungmask;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.lungseg.api.CtVolume;
import org.lungseg.api.Device;
import org.lungseg.api.LabelMask;
import org.lungseg.api.SegmentationStage;
import org.lungseg.api.UnusableInputException;
import org.lungseg.api.UnusableModelException;
import org.lungseg.engine.ModelDescription;
import org.lungseg.engine.internal.input.InputCheck;
import org.lungseg.engine.internal.input.InputVerdict;
import org.lungseg.engine.internal.input.PatientAxes;
import org.lungseg.engine.internal.input.Region;
import org.lungseg.engine.internal.pipeline.MemoryBudget;
import org.lungseg.engine.internal.pipeline.SegmentationPipeline;
import org.lungseg.engine.internal.resample.SlabReader;
import org.lungseg.engine.internal.run.StageTracker;
import org.lungseg.engine.internal.run.Workers;
import org.lungseg.engine.spi.NetworkRunner;

/**
 * The way of a volume through lungmask's steps. The image is seen along the patient's axes (rows to
 * the posterior, columns to the patient's left, slices to the head), whatever its voxel order.
 *
 * <p>Values are Hounsfield units, cut to the window and rounded to whole units. What is no CT in
 * Hounsfield units is repaired or refused by {@link InputCheck}, as for other networks; grey values
 * are spread over the window.
 */
public final class LungmaskPipeline implements SegmentationPipeline {

  private static final int SIDE = SliceZoom.SIDE;
  private static final int SQUARE = SIDE * SIDE;

  /** One Java array holds the labels of all squares. */
  private static final int MAX_SLICES = Integer.MAX_VALUE / SQUARE;

  /** On a processor batches bring no speed, only memory. */
  private static final int CPU_BATCH = 1;

  private static final int GPU_BATCH = 16;

  /** Values of slices that are planes of the file, and of others, which take a pass each. */
  private static final int SMALL_SLAB_VALUES = 1 << 21;

  private static final int LARGE_SLAB_VALUES = 1 << 24;

  private final ModelDescription description;
  private final Network base;
  private final @Nullable Network fill;

  /**
   * One network of the pipeline.
   *
   * @param runner the network, loaded
   * @param output what it gives
   * @param bytes the size of its file
   */
  public record Network(NetworkRunner runner, ModelDescription.Output output, long bytes) {}

  /** A pipeline with one network. */
  public LungmaskPipeline(ModelDescription description, Network base) {
    this(description, base, null);
  }

  /**
   * A pipeline with two networks.
   *
   * @param fill finds the lungs that the structures of the base are to fill
   */
  public LungmaskPipeline(ModelDescription description, Network base, @Nullable Network fill) {
    this.description = description;
    this.base = base;
    this.fill = fill;
  }

  @Override
  public Found segment(
      CtVolume ct, Wish wish, Workers workers, StageTracker tracker, MemoryBudget budget) {
    PatientAxes axes = PatientAxes.of(ct.geometry());
    int slices = axes.size(PatientAxes.S);
    if (slices > MAX_SLICES) {
      throw new UnusableInputException(
          "the image has " + slices + " axial slices, at most " + MAX_SLICES + " can be segmented");
    }
    budget.require(LungmaskMemory.leastBytes(axes, fill != null));
    tracker.begin(SegmentationStage.CHECK, InputCheck.steps(axes), 0.01);
    InputVerdict verdict =
        InputCheck.check(ct, axes, description.input(), wish.findings(), workers, tracker);
    SlabReader reader = new SlabReader(ct, axes, Region.whole(axes), verdict);
    int slabSlices = slabSlices(reader, slices);
    long networkBytes = Math.max(base.bytes(), fill == null ? 0 : fill.bytes());
    budget.require(
        LungmaskMemory.bytes(axes, fill != null, slabSlices, batch(base.runner()), networkBytes));

    tracker.begin(SegmentationStage.RESAMPLE, slices, 0.03);
    Squares squares = crop(reader, slices, slabSlices, workers, tracker);

    double end = fill == null ? 0.98 : 0.48;
    byte[] labels = run(base, squares, axes, end, workers, tracker);
    if (fill != null) {
      byte[] lungs = run(fill, squares, axes, 0.96, workers, tracker);
      tracker.begin(SegmentationStage.POST_PROCESS, 1, 0.99);
      Fusion.fuse(
          labels,
          lungs,
          axes.size(PatientAxes.W),
          axes.size(PatientAxes.H),
          slices,
          tracker::throwIfCancelled);
    }
    tracker.begin(SegmentationStage.RESTORE, 1, 1);
    byte[] mask = inVoxelOrder(labels, axes, workers);
    return new Found(
        LabelMask.of(mask, ct.geometry(), description.labels()),
        false,
        base.runner().threads(),
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public NetworkRunner runner() {
    return base.runner();
  }

  @Override
  public void close() {
    base.runner().close();
    if (fill != null) {
      fill.runner().close();
    }
  }

  /** The body of each slice as a square of whole Hounsfield units, and where it was. */
  private static final class Squares {
    private final short[][] hounsfield;
    private final SliceBox[] boxes;

    Squares(int slices) {
      hounsfield = new short[slices][];
      boxes = new SliceBox[slices];
    }
  }

  private Squares crop(
      SlabReader reader, int slices, int slabSlices, Workers workers, StageTracker tracker) {
    Squares squares = new Squares(slices);
    int size = reader.width() * reader.height();
    float[] slab = new float[slabSlices * size];
    for (int first = 0; first < slices; first += slabSlices) {
      int from = first;
      int to = Math.min(slices, from + slabSlices);
      tracker.throwIfCancelled();
      reader.read(from, to, slab, workers);
      workers.forEach(
          to - from,
          () -> {
            BodyCrop bodyCrop = new BodyCrop();
            short[] slice = new short[size];
            return task -> {
              toHounsfield(slab, task * size, slice);
              SliceBox box = bodyCrop.find(slice, reader.width(), reader.height());
              squares.boxes[from + task] = box;
              squares.hounsfield[from + task] = SliceZoom.toSquare(slice, reader.width(), box);
              tracker.step();
            };
          });
    }
    return squares;
  }

  private void toHounsfield(float[] unit, int from, short[] slice) {
    double low = description.input().hounsfieldWindow().low();
    double range = description.input().hounsfieldWindow().high() - low;
    for (int at = 0; at < slice.length; at++) {
      slice[at] = (short) Math.round(low + unit[from + at] * range);
    }
  }

  /** Labels of the whole image along the patient's axes, from one network. */
  private byte[] run(
      Network network,
      Squares squares,
      PatientAxes axes,
      double endFraction,
      Workers workers,
      StageTracker tracker) {
    int slices = squares.boxes.length;
    int batch = batch(network.runner());
    tracker.begin(SegmentationStage.INFER, (slices + batch - 1) / batch, endFraction - 0.02);
    byte[] found = infer(network, squares.hounsfield, workers, tracker);
    tracker.begin(SegmentationStage.POST_PROCESS, 1, endFraction - 0.01);
    LabelCleaner.clean(found, SIDE, SIDE, slices, 0, tracker::throwIfCancelled);
    tracker.begin(SegmentationStage.RESTORE, slices, endFraction);
    int width = axes.size(PatientAxes.W);
    int size = width * axes.size(PatientAxes.H);
    byte[] labels = new byte[size * slices];
    workers.forEach(
        slices,
        () ->
            slice -> {
              SliceBox box = squares.boxes[slice];
              SliceZoom.intoBox(found, slice * SQUARE, box, labels, slice * size, width);
              tracker.step();
            });
    return labels;
  }

  private byte[] infer(Network network, short[][] squares, Workers workers, StageTracker tracker) {
    int batch = Math.min(squares.length, batch(network.runner()));
    float[] input = new float[batch * SQUARE];
    byte[] labels = new byte[squares.length * SQUARE];
    double low = description.input().hounsfieldWindow().low();
    double range = description.input().hounsfieldWindow().high() - low;
    for (int begin = 0; begin < squares.length; begin += batch) {
      tracker.throwIfCancelled();
      int first = begin;
      int count = Math.min(batch, squares.length - begin);
      for (int slice = 0; slice < count; slice++) {
        for (int at = 0; at < SQUARE; at++) {
          input[slice * SQUARE + at] = (float) ((squares[first + slice][at] - low) / range);
        }
      }
      float[] scores = network.runner().run(input, count, SIDE, SIDE);
      workers.forEach(count, () -> decision(network.output(), scores, labels, first));
      tracker.step();
    }
    return labels;
  }

  /** The label of the class with the greatest score, of equal ones that of the first. */
  private IntConsumer decision(
      ModelDescription.Output output, float[] scores, byte[] labels, int first) {
    int[] labelOfClass = output.classes().stream().mapToInt(Integer::intValue).toArray();
    return slice -> {
      int start = slice * labelOfClass.length * SQUARE;
      for (int at = 0; at < SQUARE; at++) {
        int best = 0;
        float greatest = scores[start + at];
        boolean number = !Float.isNaN(greatest);
        for (int c = 1; c < labelOfClass.length; c++) {
          float score = scores[start + c * SQUARE + at];
          number &= !Float.isNaN(score);
          if (score > greatest) {
            greatest = score;
            best = c;
          }
        }
        if (!number) {
          throw new UnusableModelException(
              String.format(
                  Locale.ROOT,
                  "model %s %s gives values that are no numbers; its weights are damaged",
                  description.name(),
                  description.version()));
        }
        labels[(first + slice) * SQUARE + at] = (byte) labelOfClass[best];
      }
    };
  }

  private static byte[] inVoxelOrder(byte[] labels, PatientAxes axes, Workers workers) {
    int width = axes.size(PatientAxes.W);
    int height = axes.size(PatientAxes.H);
    List<Integer> strides = List.of(axes.stride(0), axes.stride(1), axes.stride(2));
    if (strides.equals(List.of(1, width, width * height))) {
      return labels;
    }
    byte[] mask = new byte[labels.length];
    int step = axes.stride(PatientAxes.W);
    workers.forEach(
        axes.size(PatientAxes.S),
        () ->
            s -> {
              for (int h = 0, from = s * width * height; h < height; h++) {
                int to = axes.arrayIndex(0, h, s);
                for (int w = 0; w < width; w++, to += step) {
                  mask[to] = labels[from++];
                }
              }
            });
    return mask;
  }

  private static int batch(NetworkRunner runner) {
    return runner.device().kind() == Device.Kind.CPU ? CPU_BATCH : GPU_BATCH;
  }

  private static int slabSlices(SlabReader reader, int slices) {
    long sliceValues = (long) reader.width() * reader.height();
    int wanted = reader.slicesArePlanes() ? SMALL_SLAB_VALUES : LARGE_SLAB_VALUES;
    return (int) Math.min(slices, Math.max(1, wanted / sliceValues));
  }
}
