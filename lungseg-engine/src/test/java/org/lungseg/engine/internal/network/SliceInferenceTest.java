package org.lungseg.engine.internal.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lungseg.api.CancellationToken;
import org.lungseg.api.Device;
import org.lungseg.api.Label;
import org.lungseg.api.LabelSet;
import org.lungseg.api.OperationCancelledException;
import org.lungseg.api.ProgressListener;
import org.lungseg.api.SegmentationStage;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.engine.ForwardingRunner;
import org.lungseg.engine.ModelDescription.Output;
import org.lungseg.engine.ModelDescription.OutputKind;
import org.lungseg.engine.ModelPackage;
import org.lungseg.engine.TestNetworks;
import org.lungseg.engine.internal.resample.AxisMap;
import org.lungseg.engine.internal.resample.ImageStack;
import org.lungseg.engine.internal.resample.NetworkGrid;
import org.lungseg.engine.internal.resample.ProbabilityStack;
import org.lungseg.engine.internal.run.StageTracker;
import org.lungseg.engine.internal.run.Workers;
import org.lungseg.engine.spi.NetworkRunner;

/** Runs a real network that calls a band of values lung, and counts how it is called. */
class SliceInferenceTest {

  private static final int SIDE = 16;
  private static final int SLICES = 41;
  private static final int LARGE_SIDE = 96;
  private static final float LUNG = 0.15f;
  private static final double SPACING_MM = 2.5;

  @TempDir static Path folder;
  private static ModelPackage model;
  private static NetworkRunner network;

  @BeforeAll
  static void load() {
    model =
        ModelPackage.write(
            folder.resolve("band"),
            TestNetworks.describe(
                TestNetworks.input(2, 0.0),
                new Output(OutputKind.PROBABILITIES, List.of(0, 7)),
                LabelSet.of(new Label(7, "air", "", 0x123456))),
            TestNetworks.bandProbabilities(0.05f, 0.26f),
            false);
    network = DjlOnnxRunner.load(model, Device.cpu(), 1);
  }

  @AfterAll
  static void close() {
    network.close();
  }

  @Test
  void infer_lungsOnly_givesTheSameWithFewerCalls() {
    ImageStack stack = stack(14, 22, SPACING_MM);
    Counting all = new Counting(call -> {});
    Counting few = new Counting(call -> {});

    ProbabilityStack expected = infer(all, stack, false, 2);
    ProbabilityStack found = infer(few, stack, true, 2);

    for (int slice = 0; slice < SLICES; slice++) {
      assertThat(found.slice(slice)).as("slice %d", slice).isEqualTo(expected.slice(slice));
      assertThat(found.slice(slice)[0] > 0.9).isEqualTo(slice >= 14 && slice <= 22);
    }
    assertThat(all.calls).hasValue(SLICES);
    // Slices 0, 4, … 40, and those between 12 and 24.
    assertThat(few.calls).hasValue(11 + 9);
  }

  @Test
  void infer_lungsOnly_losesOnlyWhatLiesBetweenTwoEmptySlicesOfTheFirstRound() {
    ImageStack thin = stack(29, 31, SPACING_MM);
    ImageStack thick = stack(29, 32, SPACING_MM);

    assertThat(infer(new Counting(call -> {}), thin, true, 1).slice(30)[0]).isZero();
    assertThat(infer(new Counting(call -> {}), thick, true, 1).slice(29)[0]).isGreaterThan(0.9f);
  }

  @Test
  void infer_lungsOnlyAtTheFirstOrLastSlice_areFound() {
    assertThat(infer(new Counting(call -> {}), stack(0, 0, SPACING_MM), true, 1).slice(0)[0])
        .isGreaterThan(0.9f);
    assertThat(infer(new Counting(call -> {}), stack(40, 40, SPACING_MM), true, 1).slice(40)[0])
        .isGreaterThan(0.9f);
  }

  @Test
  void infer_lungsOnlyInThickSlices_looksAtAll() {
    Counting counting = new Counting(call -> {});

    infer(counting, stack(5, 9, 6), true, 1);

    assertThat(counting.calls).hasValue(SLICES);
  }

  @Test
  void infer_lungsOnly_cutsSlicesToWhereLungsAre() {
    ImageStack stack = stackWithSquare(40, 56);
    Counting whole = new Counting(call -> {});
    Counting cut = new Counting(call -> {});

    ProbabilityStack expected = infer(whole, stack, false, 1);
    ProbabilityStack found = infer(cut, stack, true, 2);

    for (int slice = 0; slice < SLICES; slice++) {
      assertThat(found.slice(slice)).as("slice %d", slice).isEqualTo(expected.slice(slice));
    }
    assertThat(whole.samples).hasValue(SLICES * LARGE_SIDE * LARGE_SIDE);
    // 16 samples of lung and 10 on each side, in multiples of 16, in 30 of 41 slices.
    assertThat(cut.samples).hasValue(11 * LARGE_SIDE * LARGE_SIDE + 30 * 48 * 48);
  }

  @Test
  void infer_lungsOnly_takesASliceWholeIfLungReachesTheBorderOfTheCut() {
    ImageStack stack = stackWithSquare(40, 56);
    // Slice 6 is not looked at in the first round.
    Arrays.fill(stack.slice(6), 48 * LARGE_SIDE, 48 * LARGE_SIDE + LARGE_SIDE, LUNG);

    ProbabilityStack found = infer(new Counting(call -> {}), stack, true, 2);

    assertThat(found.slice(6)[48 * LARGE_SIDE]).isGreaterThan(0.9f);
    assertThat(found.slice(6)[48 * LARGE_SIDE + LARGE_SIDE - 1]).isGreaterThan(0.9f);
  }

  @Test
  void infer_whatAnotherNetworkFindsLikely_isLookedAtToo() {
    ImageStack stack = stackWithSquare(40, 56);
    for (int slice = 0; slice < SLICES; slice += 4) {
      Arrays.fill(stack.slice(slice), 1); // nothing in the slices of the first round
    }
    LikelyLung likely = new LikelyLung();
    likely.add(6, 40, 56, 41, 57);
    likely.add(8, 40, 56, 41, 57);
    likely.add(9, 40, 56, 41, 57);
    Counting counting = new Counting(call -> {});

    ProbabilityStack found = infer(counting, stack, true, likely, 2);

    int middle = 48 * LARGE_SIDE + 48;
    for (int slice : new int[] {6, 9}) {
      assertThat(found.slice(slice)[middle]).as("slice %d", slice).isGreaterThan(0.9f);
    }
    for (int slice : new int[] {5, 7, 8, 10}) {
      assertThat(found.slice(slice)[middle]).as("slice %d", slice).isZero();
    }
    // The slices of the first round, and two more cut to 16 samples and 10 on each side.
    assertThat(counting.samples).hasValue(11 * LARGE_SIDE * LARGE_SIDE + 2 * 48 * 48);
  }

  @Test
  void infer_likelyLungBesideWhatIsFound_widensTheCut() {
    ImageStack stack = stackWithSquare(40, 56);
    Arrays.fill(stack.slice(6), 8 * LARGE_SIDE + 40, 8 * LARGE_SIDE + 44, LUNG);
    LikelyLung likely = new LikelyLung();
    likely.add(6, 7, 9, 40, 44);

    ProbabilityStack found = infer(new Counting(call -> {}), stack, true, likely, 1);

    assertThat(found.slice(6)[8 * LARGE_SIDE + 41]).isGreaterThan(0.9f);
    assertThat(infer(new Counting(call -> {}), stack, true, 1).slice(6)[8 * LARGE_SIDE + 41])
        .isZero();
  }

  @Test
  void infer_neverCallsTheNetworkMoreOftenAtATimeThanThreads() {
    for (int threads : new int[] {1, 3}) {
      Counting counting = new Counting(call -> {});

      infer(counting, stack(0, SLICES - 1, SPACING_MM), true, threads);

      assertThat(counting.most).hasValueBetween(1, threads);
    }
  }

  @Test
  void infer_cancelled_beginsNoFurtherCalls() {
    CancellationToken token = CancellationToken.create();
    Counting counting =
        new Counting(
            call -> {
              if (call == 3) {
                token.cancel();
              }
            });
    StageTracker tracker = new StageTracker(ProgressListener.NONE, token);
    tracker.begin(SegmentationStage.INFER, SLICES);

    assertThatExceptionOfType(OperationCancelledException.class)
        .isThrownBy(
            () ->
                new SliceInference(counting, model.description())
                    .infer(stack(0, SLICES - 1, SPACING_MM), false, workers(2), tracker));
    // The third call, and one that the other worker may have begun just before.
    assertThat(counting.calls).hasValueBetween(3, 4);
  }

  private static ProbabilityStack infer(
      NetworkRunner runner, ImageStack stack, boolean lungsOnly, int threads) {
    return infer(runner, stack, lungsOnly, new LikelyLung(), threads);
  }

  private static ProbabilityStack infer(
      NetworkRunner runner, ImageStack stack, boolean lungsOnly, LikelyLung likely, int threads) {
    AtomicInteger steps = new AtomicInteger();
    StageTracker tracker =
        new StageTracker((stage, fraction) -> steps.incrementAndGet(), CancellationToken.create());
    tracker.begin(SegmentationStage.INFER, SLICES);
    ProbabilityStack found =
        new SliceInference(runner, model.description())
            .infer(stack, lungsOnly, likely, workers(threads), tracker);
    assertThat(steps).as("progress: the begin and each slice").hasValue(1 + SLICES);
    return found;
  }

  private static Workers workers(int threads) {
    return Workers.of(SegmenterOptions.builder().threads(threads).build());
  }

  /** A stack in which the slices of a range are lung all over. */
  private static ImageStack stack(int first, int last, double spacingMm) {
    float[][] slices = new float[SLICES][SIDE * SIDE];
    for (int slice = 0; slice < SLICES; slice++) {
      Arrays.fill(slices[slice], slice >= first && slice <= last ? LUNG : 1);
    }
    return new ImageStack(
        new NetworkGrid(
            AxisMap.identity(SIDE), AxisMap.identity(SIDE), AxisMap.identity(SLICES), spacingMm),
        slices);
  }

  /** A stack of large slices with a square of lung in each. */
  private static ImageStack stackWithSquare(int from, int to) {
    float[][] slices = new float[SLICES][LARGE_SIDE * LARGE_SIDE];
    for (float[] slice : slices) {
      Arrays.fill(slice, 1);
      for (int y = from; y < to; y++) {
        Arrays.fill(slice, y * LARGE_SIDE + from, y * LARGE_SIDE + to, LUNG);
      }
    }
    AxisMap side = AxisMap.identity(LARGE_SIDE);
    return new ImageStack(
        new NetworkGrid(side, side, AxisMap.identity(SLICES), SPACING_MM), slices);
  }

  /** The real network, with its calls counted. */
  private static final class Counting extends ForwardingRunner {

    final AtomicInteger calls = new AtomicInteger();
    final AtomicInteger samples = new AtomicInteger();
    final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger now = new AtomicInteger();
    private final IntConsumer onCall;

    Counting(IntConsumer onCall) {
      super(network);
      this.onCall = onCall;
    }

    @Override
    public float[] run(float[] values, int count, int height, int width) {
      most.accumulateAndGet(now.incrementAndGet(), Math::max);
      samples.addAndGet(count * height * width);
      onCall.accept(calls.incrementAndGet());
      try {
        return super.run(values, count, height, width);
      } finally {
        now.decrementAndGet();
      }
    }
  }
}
