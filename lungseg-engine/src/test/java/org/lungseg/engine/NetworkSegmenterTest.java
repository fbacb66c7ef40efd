package org.lungseg.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lungseg.api.Affine3D;
import org.lungseg.api.BudgetExceededException;
import org.lungseg.api.CancellationToken;
import org.lungseg.api.CtVolume;
import org.lungseg.api.Device;
import org.lungseg.api.DeviceUnavailableException;
import org.lungseg.api.InputPolicy;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.Label;
import org.lungseg.api.LabelSet;
import org.lungseg.api.LungSide;
import org.lungseg.api.ModelSource;
import org.lungseg.api.OperationCancelledException;
import org.lungseg.api.ProbabilityMap;
import org.lungseg.api.ProgressListener;
import org.lungseg.api.QualityScore;
import org.lungseg.api.SegmentationResult;
import org.lungseg.api.SegmentationStage;
import org.lungseg.api.SegmentationWarning;
import org.lungseg.api.SegmentationWarning.Kind;
import org.lungseg.api.Segmenter;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.api.SegmenterOptions.DeviceFallback;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.api.UnusableInputException;
import org.lungseg.api.UnusableModelException;
import org.lungseg.api.VolumeGeometry;
import org.lungseg.engine.ModelDescription.Output;
import org.lungseg.engine.ModelDescription.OutputKind;

/**
 * Runs real networks by ONNX Runtime on a synthetic chest. One long class, so that all tests share
 * one loaded network.
 */
class NetworkSegmenterTest {

  private static final VolumeGeometry GEOMETRY =
      VolumeGeometry.axial(96, 72, 30, 3.6, 3.4, 8, SpacingOrigin.CALIBRATED);

  @TempDir static Path folder;
  private static Path model;
  private static Segmenter segmenter;

  @BeforeAll
  static void loadModel() {
    model = TestNetworks.writeTwoLungs(folder.resolve("two-lungs"));
    segmenter = Segmenter.load(options().threads(2).build());
  }

  @AfterAll
  static void closeModel() {
    segmenter.close();
  }

  @Test
  void segment_chest_findsBothLungsAndTellsHow() {
    SyntheticChest chest = SyntheticChest.on(GEOMETRY);

    SegmentationResult result = segmenter.segment(chest.ct());

    assertLungs(result, chest, 0.97);
    assertThat(result.warnings()).isEmpty();
    assertThat(result.timings()).containsOnlyKeys(SegmentationStage.values());
    assertThat(result.engine()).matches("ONNX Runtime 1\\.\\d+\\.\\d+");
    assertThat(result.device()).isEqualTo(Device.cpu());
    assertThat(result.threads()).isEqualTo(2);
    assertThat(result.model()).isEqualTo(segmenter.model());
    assertThat(result.model().sha256())
        .isEqualTo(ModelPackage.read(model).description().network().sha256());
  }

  @Test
  void segment_all48VoxelOrders_giveTheSameMaskReordered() {
    SyntheticChest chest =
        SyntheticChest.on(VolumeGeometry.axial(64, 50, 17, 5.2, 4.6, 13, SpacingOrigin.CALIBRATED));
    byte[] expected = segmenter.segment(chest.ct()).mask().array();
    assertThat(SyntheticChest.dice(expected, chest.truth().array(), 1)).isGreaterThan(0.95);

    int orders = 0;
    for (int[] axes :
        new int[][] {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}) {
      for (int flip = 0; flip < 8; flip++, orders++) {
        boolean[] flipped = {(flip & 1) != 0, (flip & 2) != 0, (flip & 4) != 0};
        VolumeGeometry geometry = chest.ct().geometry().reordered(axes, flipped);
        SyntheticChest other = SyntheticChest.on(geometry);

        SegmentationResult result = segmenter.segment(other.ct());

        assertThat(result.labelMask().geometry()).isEqualTo(geometry);
        assertThat(reordered(result.mask().array(), geometry, chest.ct().geometry()))
            .as(geometry.axisCodes())
            .isEqualTo(expected);
      }
    }
    assertThat(orders).isEqualTo(48);
  }

  @Test
  void segment_obliqueGrid_findsLungsAndWarns() {
    double c = Math.cos(Math.toRadians(20));
    double s = Math.sin(Math.toRadians(20));
    Affine3D turned = Affine3D.of(-3 * c, 3 * s, 0, 100, -3 * s, -3 * c, 0, 50, 0, 0, 7, -40);
    SyntheticChest chest =
        SyntheticChest.on(VolumeGeometry.of(130, 110, 30, turned, SpacingOrigin.CALIBRATED));

    SegmentationResult result = segmenter.segment(chest.ct());

    assertLungs(result, chest, 0.96);
    assertThat(kinds(result)).containsExactly(Kind.OBLIQUE, Kind.LUNGS_CUT);
  }

  @Test
  void segment_thinSlices_areResampledAlongTheBody() {
    SyntheticChest chest =
        SyntheticChest.on(VolumeGeometry.axial(80, 56, 220, 4.4, 4.4, 1, SpacingOrigin.CALIBRATED));

    assertLungs(segmenter.segment(chest.ct()), chest, 0.97);
  }

  @Test
  void segment_finerInPlaneThanTheNetwork_findsLungs() {
    SyntheticChest chest =
        SyntheticChest.on(VolumeGeometry.axial(360, 240, 6, 1, 1.1, 12, SpacingOrigin.CALIBRATED));

    SegmentationResult result = segmenter.segment(chest.ct());

    assertLungs(result, chest, 0.98);
    assertThat(kinds(result)).containsExactly(Kind.FEW_SLICES, Kind.THICK_SLICES);
  }

  @Test
  void segment_singleSlice_findsLungsAndWarns() {
    for (double sliceMm : new double[] {1, 8}) {
      SyntheticChest chest =
          SyntheticChest.on(
              VolumeGeometry.axial(96, 72, 1, 3.6, 3.4, sliceMm, SpacingOrigin.CALIBRATED));

      SegmentationResult result = segmenter.segment(chest.ct());

      assertLungs(result, chest, 0.95);
      assertThat(kinds(result)).containsExactly(Kind.FEW_SLICES);
    }
  }

  @Test
  void segment_tinyImages_endWithAResult() {
    for (int size = 1; size <= 3; size++) {
      VolumeGeometry geometry =
          VolumeGeometry.axial(size, 2, size, 0.7, 0.7, 0.7, SpacingOrigin.CALIBRATED);
      short[] voxels = new short[(int) geometry.voxelCount()];
      voxels[0] = 100;

      SegmentationResult result =
          segmenter.segment(CtVolume.ofShorts(voxels, geometry, IntensityDomain.HOUNSFIELD));

      assertThat(result.labelMask().geometry()).isEqualTo(geometry);
    }
  }

  @Test
  void segment_bodyWithoutLungs_givesAnEmptyMaskAndWarns() {
    SyntheticChest chest = SyntheticChest.on(GEOMETRY);
    fillLung(chest, LungSide.RIGHT);
    fillLung(chest, LungSide.LEFT);

    SegmentationResult result = segmenter.segment(chest.ct());

    assertThat(result.mask().isEmpty()).isTrue();
    assertThat(kinds(result)).containsExactly(Kind.NO_LUNG, Kind.NOT_A_CHEST);
    assertThat(result.quality().orElseThrow().value()).isZero();
  }

  @Test
  void segment_oneLungGone_keepsTheOther() {
    SyntheticChest chest = SyntheticChest.on(GEOMETRY);
    fillLung(chest, LungSide.LEFT);

    SegmentationResult result = segmenter.segment(chest.ct());

    assertThat(kinds(result)).containsExactly(Kind.ONE_LUNG);
    assertThat(SyntheticChest.dice(result.mask().array(), chest.truth().array(), 1))
        .isGreaterThan(0.97);
    assertThat(result.mask().voxelCount(LungSide.LEFT)).isZero();
  }

  @Test
  void segment_whatIsAnErrorByPolicy_isRefusedForThatKind() {
    SyntheticChest chest = SyntheticChest.on(GEOMETRY);
    fillLung(chest, LungSide.LEFT);
    try (Segmenter strict =
        Segmenter.load(options().policy(Kind.ONE_LUNG, InputPolicy.ERROR).build())) {
      assertThatExceptionOfType(UnusableInputException.class)
          .isThrownBy(() -> strict.segment(chest.ct()))
          .withMessageContaining("only the right lung")
          .satisfies(e -> assertThat(e.kind()).contains(Kind.ONE_LUNG));
      assertThat(strict.segment(SyntheticChest.on(GEOMETRY).ct()).warnings()).isEmpty();
    }
  }

  @Test
  void segment_upperAbdomen_isToldToBeNoChest() {
    // Only the lower tips of the lungs are in the image, at its upper end.
    VolumeGeometry whole = VolumeGeometry.axial(96, 72, 60, 3.6, 3.4, 8, SpacingOrigin.CALIBRATED);
    short[] voxels = SyntheticChest.on(whole).hounsfield();
    int slice = 96 * 72;
    VolumeGeometry lower = VolumeGeometry.axial(96, 72, 22, 3.6, 3.4, 8, SpacingOrigin.CALIBRATED);
    CtVolume abdomen =
        CtVolume.ofShorts(Arrays.copyOf(voxels, 22 * slice), lower, IntensityDomain.HOUNSFIELD);

    assertThat(kinds(segmenter.segment(abdomen))).contains(Kind.NOT_A_CHEST, Kind.LUNGS_CUT);
  }

  @Test
  void segment_withProbability_givesItOnTheGridOfTheImage() {
    SyntheticChest chest = SyntheticChest.on(GEOMETRY);
    byte[] plain = segmenter.segment(chest.ct()).mask().array();
    try (Segmenter told = Segmenter.load(options().withProbability().build())) {
      SegmentationResult result = told.segment(chest.ct());

      ProbabilityMap map = result.probability().orElseThrow();
      assertThat(map.geometry()).isEqualTo(GEOMETRY);
      assertThat(result.mask().array()).isEqualTo(plain);
      byte[] sure = new byte[plain.length];
      for (int at = 0; at < sure.length; at++) {
        sure[at] = (byte) ((map.array()[at] & 0xff) > ProbabilityMap.STEPS / 2 ? 1 : 0);
      }
      byte[] lung = new byte[plain.length];
      for (int at = 0; at < lung.length; at++) {
        lung[at] = (byte) (plain[at] == 0 ? 0 : 1);
      }
      assertThat(SyntheticChest.dice(sure, lung, 1)).isGreaterThan(0.999);
      assertThat(map.probabilityAt(0, 0, 0)).isLessThan(0.01f);
    }
    assertThat(segmenter.segment(chest.ct()).probability()).isEmpty();
  }

  @Test
  void segment_withProbability_needsAByteAVoxelMore() {
    SyntheticChest chest = SyntheticChest.on(GEOMETRY);
    long without = leastBudget(options(), chest.ct());
    long with = leastBudget(options().withProbability(), chest.ct());

    assertThat(with - without).isEqualTo(GEOMETRY.voxelCount());
  }

  @Test
  void segment_lessSureNetwork_hasALowerQuality() {
    SyntheticChest chest = SyntheticChest.on(GEOMETRY);
    QualityScore sound = segmenter.segment(chest.ct()).quality().orElseThrow();
    fillLung(chest, LungSide.LEFT);
    QualityScore oneLung = segmenter.segment(chest.ct()).quality().orElseThrow();
    SyntheticChest faint = SyntheticChest.on(GEOMETRY);
    for (int at = 0; at < faint.hounsfield().length; at++) {
      // At −600 HU the network stops to see lung: here it wavers.
      if (faint.hounsfield()[at] == -850 && at % 3 == 0) {
        faint.hounsfield()[at] = -597;
      }
    }
    QualityScore unsure = segmenter.segment(faint.ct()).quality().orElseThrow();

    assertThat(sound.balance()).isEqualTo(1);
    assertThat(sound.value()).isGreaterThan(0.9);
    assertThat(oneLung.balance()).isZero();
    assertThat(unsure.expectedDice()).isLessThan(sound.expectedDice());
  }

  private static long leastBudget(SegmenterOptions.Builder options, CtVolume ct) {
    try (Segmenter tight = Segmenter.load(options.memoryBudgetBytes(1).build())) {
      tight.segment(ct);
      throw new AssertionError("one byte was enough");
    } catch (BudgetExceededException e) {
      return e.requiredBytes();
    }
  }

  @Test
  void segment_inputWithoutContent_isRefused() {
    float[] voxels = new float[(int) GEOMETRY.voxelCount()];
    assertUnusable(voxels, "constant");
    Arrays.fill(voxels, Float.NaN);
    assertUnusable(voxels, "NaN");
    Arrays.fill(voxels, -1000);
    voxels[5] = -990;
    assertUnusable(voxels, "all air");
  }

  @Test
  void segment_valuesThatAreNoNumberOrPadding_countAsAir() {
    SyntheticChest chest = SyntheticChest.on(GEOMETRY);
    byte[] expected = segmenter.segment(chest.ct()).mask().array();
    float[] voxels = new float[expected.length];
    for (int at = 0; at < voxels.length; at++) {
      voxels[at] = chest.hounsfield()[at];
      if (voxels[at] == -1000) {
        float[] others = {Float.NaN, Float.NEGATIVE_INFINITY, -3024, -1000};
        voxels[at] = others[at % others.length];
      }
    }

    SegmentationResult result =
        segmenter.segment(CtVolume.ofFloats(voxels, GEOMETRY, IntensityDomain.HOUNSFIELD));

    // Air of −1000 HU is 0.015 for the network, padding 0: the same to the eye, not to the bit.
    assertThat(SyntheticChest.dice(result.mask().array(), expected, 1)).isGreaterThan(0.999);
    assertThat(SyntheticChest.dice(result.mask().array(), expected, 2)).isGreaterThan(0.999);
  }

  @Test
  void segment_storedOffset_isShiftedBackWithAWarning() {
    SyntheticChest chest = SyntheticChest.on(GEOMETRY);
    chest.hounsfield()[chest.hounsfield().length / 2] = 900; // some bone
    byte[] expected = segmenter.segment(chest.ct()).mask().array();
    short[] shifted = chest.hounsfield().clone();
    for (int at = 0; at < shifted.length; at++) {
      shifted[at] = (short) (shifted[at] + 1024);
    }

    SegmentationResult result =
        segmenter.segment(CtVolume.ofShorts(shifted, GEOMETRY, IntensityDomain.HOUNSFIELD));

    assertThat(kinds(result)).containsExactly(Kind.HOUNSFIELD_OFFSET);
    assertThat(result.mask().array()).isEqualTo(expected);
  }

  @Test
  void segment_greyPictures_areSegmentedWithAWarning() {
    SyntheticChest chest = SyntheticChest.on(GEOMETRY);
    byte[] grey = new byte[chest.hounsfield().length];
    for (int at = 0; at < grey.length; at++) {
      grey[at] = (byte) Math.round((chest.hounsfield()[at] + 1024) * 0.2);
    }
    VolumeGeometry assumed = VolumeGeometry.axial(96, 72, 30, 3.6, 3.4, 8, SpacingOrigin.ASSUMED);

    SegmentationResult stated =
        segmenter.segment(CtVolume.ofUnsignedBytes(grey, assumed, IntensityDomain.GREY));
    SegmentationResult guessed =
        segmenter.segment(CtVolume.ofUnsignedBytes(grey, GEOMETRY, IntensityDomain.HOUNSFIELD));

    assertThat(kinds(stated)).containsExactly(Kind.GREY_VALUES, Kind.SPACING_ASSUMED);
    assertThat(kinds(guessed)).containsExactly(Kind.GREY_VALUES);
    assertLungs(stated, chest, 0.95);
    assertThat(guessed.mask().array()).isEqualTo(stated.mask().array());
  }

  @Test
  void segment_anyNumberOfThreads_givesTheSameMask() {
    CtVolume ct = SyntheticChest.on(GEOMETRY).ct();
    byte[] expected = segmenter.segment(ct).mask().array();
    for (int threads : new int[] {1, 3, 8}) {
      try (Segmenter other = Segmenter.load(options().threads(threads).build())) {
        SegmentationResult result = other.segment(ct);
        assertThat(result.threads()).isEqualTo(threads);
        assertThat(result.mask().array()).isEqualTo(expected);
      }
    }
  }

  @Test
  void segment_sharedByManyThreads_givesEachTheSameMask() throws Exception {
    CtVolume ct = SyntheticChest.on(GEOMETRY).ct();
    byte[] expected = segmenter.segment(ct).mask().array();
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      Callable<byte[]> task = () -> segmenter.segment(ct).mask().array();
      for (Future<byte[]> result : pool.invokeAll(Collections.nCopies(8, task))) {
        assertThat(result.get()).isEqualTo(expected);
      }
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void segment_onAHostsExecutor_usesItAndNeverWaitsForItsQueue() throws Exception {
    CtVolume ct = SyntheticChest.on(GEOMETRY).ct();
    byte[] expected = segmenter.segment(ct).mask().array();
    AtomicInteger calls = new AtomicInteger();
    ExecutorService single = Executors.newSingleThreadExecutor();
    try (Segmenter hosted =
            Segmenter.load(
                options()
                    .threads(3)
                    .executor(
                        work -> {
                          calls.incrementAndGet();
                          single.execute(work);
                        })
                    .build());
        Segmenter refused =
            Segmenter.load(
                options()
                    .threads(3)
                    .executor(
                        work -> {
                          throw new RejectedExecutionException("full");
                        })
                    .build())) {
      assertThat(hosted.segment(ct).mask().array()).isEqualTo(expected);
      assertThat(calls).hasPositiveValue();
      // The executor's only thread is the caller: waiting for its queue would never end.
      assertThat(single.submit(() -> hosted.segment(ct).mask().array()).get()).isEqualTo(expected);
      assertThat(refused.segment(ct).mask().array()).isEqualTo(expected);
    } finally {
      single.shutdown();
    }
  }

  @Test
  void segment_tellsProgressThatNeverFalls() {
    List<Double> fractions = new ArrayList<>();
    EnumSet<SegmentationStage> stages = EnumSet.noneOf(SegmentationStage.class);

    segmenter.segment(
        SyntheticChest.on(GEOMETRY).ct(),
        (stage, fraction) -> {
          stages.add(stage);
          fractions.add(fraction);
        },
        CancellationToken.create());

    assertThat(fractions).isSorted().startsWith(0.0).endsWith(1.0).hasSizeGreaterThan(50);
    assertThat(stages).containsExactly(SegmentationStage.values());
  }

  @Test
  void segment_cancelledAtAnyStage_stops() {
    CtVolume ct = SyntheticChest.on(GEOMETRY).ct();
    for (SegmentationStage stage : SegmentationStage.values()) {
      CancellationToken token = CancellationToken.create();
      List<SegmentationStage> after = new ArrayList<>();
      ProgressListener canceller =
          (current, fraction) -> {
            if (token.isCancelled()) {
              after.add(current);
            } else if (current == stage) {
              token.cancel();
            }
          };

      assertThatExceptionOfType(OperationCancelledException.class)
          .isThrownBy(() -> segmenter.segment(ct, canceller, token));
      assertThat(after).isEmpty();
    }
  }

  @Test
  void segment_listenerThatThrows_passesItsErrorOn() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                segmenter.segment(
                    SyntheticChest.on(GEOMETRY).ct(),
                    (stage, fraction) -> {
                      if (stage == SegmentationStage.RESTORE) {
                        throw new IllegalStateException("the host's own");
                      }
                    },
                    CancellationToken.create()))
        .withMessage("the host's own");
  }

  @Test
  void segment_overBudget_isRefusedWithNumbers() {
    CtVolume ct = SyntheticChest.on(GEOMETRY).ct();
    for (long budget : new long[] {1000, 1_000_000}) {
      List<SegmentationStage> stages = new ArrayList<>();
      try (Segmenter small = Segmenter.load(options().memoryBudgetBytes(budget).build())) {
        assertThatExceptionOfType(BudgetExceededException.class)
            .isThrownBy(
                () ->
                    small.segment(
                        ct, (stage, fraction) -> stages.add(stage), CancellationToken.create()))
            .satisfies(e -> assertThat(e.requiredBytes()).isGreaterThan(budget))
            .satisfies(e -> assertThat(e.budgetBytes()).isEqualTo(budget));
      }
      assertThat(stages).doesNotContain(SegmentationStage.RESAMPLE);
    }
    try (Segmenter large = Segmenter.load(options().memoryBudgetBytes(500_000_000).build())) {
      assertThat(large.segment(ct).mask().isEmpty()).isFalse();
    }
  }

  @Test
  void close_twiceOrDuringWork_isSafe() {
    CtVolume ct = SyntheticChest.on(GEOMETRY).ct();
    Segmenter closing = Segmenter.load(options().build());

    SegmentationResult result =
        closing.segment(
            ct,
            (stage, fraction) -> {
              if (stage == SegmentationStage.RESAMPLE) {
                closing.close();
              }
            },
            CancellationToken.create());

    assertThat(result.mask().isEmpty()).isFalse();
    closing.close();
    closing.close();
    assertThatIllegalStateException().isThrownBy(() -> closing.segment(ct));
    assertThat(closing.model().name()).isEqualTo("test-net");
  }

  @Test
  void load_keepsTheInferenceLibraryOffTheNetwork() {
    assertThat(System.getProperty("ai.djl.offline")).isEqualTo("true");
    assertThat(System.getProperty("OPT_OUT_TRACKING")).isEqualTo("true");
  }

  @Test
  void load_fromAHostWhoseThreadSeesNoEngine_stillWorks() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
    try (Segmenter loaded =
        Segmenter.load(options().classLoader(NetworkSegmenter.class.getClassLoader()).build())) {
      assertThat(loaded.model().name()).isEqualTo("test-net");
      assertThat(thread.getContextClassLoader()).isEqualTo(ClassLoader.getPlatformClassLoader());
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void load_graphicsCardThatIsNotThere_refusesOrFallsBack() {
    SegmenterOptions refuse = options().device(Device.gpu(0)).build();
    assertThatExceptionOfType(DeviceUnavailableException.class)
        .isThrownBy(() -> Segmenter.load(refuse))
        .withMessageContaining("gpu:0");

    try (Segmenter fallen =
        Segmenter.load(
            options().device(Device.gpu(0)).deviceFallback(DeviceFallback.TO_CPU).build())) {
      SegmentationResult result = fallen.segment(SyntheticChest.on(GEOMETRY).ct());
      assertThat(kinds(result)).containsExactly(Kind.DEVICE_FALLBACK);
      assertThat(result.device()).isEqualTo(Device.cpu());
    }
  }

  @Test
  void load_networkThatIsNoneOrDoesOtherThanDescribed_isUnusable() {
    assertNotLoaded("text", "no network".getBytes(StandardCharsets.UTF_8), 0.0);
    assertNotLoaded("classes", TestNetworks.bandProbabilities(0, 1), 0.0);
    assertNotLoaded("channels", TestNetworks.twoLungs(1), -5.0, 0.0, 5.0);
    assertNotLoaded("nan", TestNetworks.notANumber(), 0.0);
  }

  @Test
  void segment_severalChannels_showsTheNetworkSlicesAtTheirOffsets() {
    SyntheticChest chest = SyntheticChest.on(GEOMETRY);
    byte[] expected = segmenter.segment(chest.ct()).mask().array();
    // The network looks at its last channel only.
    assertThat(withChannels(chest, -8.0, 8.0, 0.0)).isEqualTo(expected);

    byte[] shifted = withChannels(chest, 0.0, -8.0, 16.0);

    int slice = 96 * 72;
    int middle = 15 * slice;
    assertThat(Arrays.copyOfRange(shifted, middle, middle + slice))
        .isEqualTo(Arrays.copyOfRange(expected, middle + 2 * slice, middle + 3 * slice));
  }

  @Test
  void segment_otherLabels_comeOutUntouched() {
    LabelSet labels = LabelSet.of(new Label(7, "air", "", 0x123456));
    Path other = folder.resolve("air");
    ModelPackage.write(
        other,
        TestNetworks.describe(
            TestNetworks.input(4, 0.0),
            new Output(OutputKind.PROBABILITIES, List.of(0, 7)),
            labels),
        TestNetworks.bandProbabilities(0.05f, 0.26f),
        false);
    SyntheticChest chest = SyntheticChest.on(GEOMETRY);
    chest.hounsfield()[20] = -850; // one voxel outside the body, which two-lung rules would drop
    try (Segmenter air =
        Segmenter.load(SegmenterOptions.builder().model(ModelSource.directory(other)).build())) {
      SegmentationResult result = air.segment(chest.ct());

      assertThat(result.labelMask().labels()).isEqualTo(labels);
      assertThat(result.labelMask().voxelCount(7))
          .isGreaterThan((long) (0.95 * chest.truth().voxelCount()));
      assertThatIllegalArgumentException().isThrownBy(result::mask);
    }
  }

  private static byte[] withChannels(SyntheticChest chest, Double... offsetsMm) {
    Path other = folder.resolve("channels" + Arrays.hashCode(offsetsMm));
    ModelPackage.write(
        other,
        TestNetworks.describeTwoLungs(TestNetworks.input(4, offsetsMm)),
        TestNetworks.twoLungs(offsetsMm.length),
        false);
    try (Segmenter many =
        Segmenter.load(SegmenterOptions.builder().model(ModelSource.directory(other)).build())) {
      return many.segment(chest.ct()).mask().array();
    }
  }

  private static void assertNotLoaded(String name, byte[] network, Double... offsetsMm) {
    Path other = folder.resolve("bad-" + name);
    ModelPackage.write(
        other, TestNetworks.describeTwoLungs(TestNetworks.input(4, offsetsMm)), network, false);
    SegmenterOptions options =
        SegmenterOptions.builder().model(ModelSource.directory(other)).build();
    assertThatExceptionOfType(UnusableModelException.class)
        .isThrownBy(
            () -> {
              try (Segmenter loaded = Segmenter.load(options)) {
                loaded.segment(SyntheticChest.on(GEOMETRY).ct());
              }
            })
        .withMessageContaining("test-net");
  }

  private static SegmenterOptions.Builder options() {
    return SegmenterOptions.builder().model(ModelSource.directory(model));
  }

  private static List<Kind> kinds(SegmentationResult result) {
    return result.warnings().stream().map(SegmentationWarning::kind).toList();
  }

  private static void assertLungs(SegmentationResult result, SyntheticChest chest, double dice) {
    assertThat(result.labelMask().geometry().voxelToRasMm())
        .isEqualTo(chest.truth().geometry().voxelToRasMm());
    for (LungSide side : LungSide.values()) {
      assertThat(
              SyntheticChest.dice(result.mask().array(), chest.truth().array(), side.labelValue()))
          .as(side.toString())
          .isGreaterThan(dice);
    }
  }

  private static void assertUnusable(float[] voxels, String expected) {
    CtVolume ct = CtVolume.ofFloats(voxels.clone(), GEOMETRY, IntensityDomain.HOUNSFIELD);
    assertThatExceptionOfType(UnusableInputException.class)
        .isThrownBy(() -> segmenter.segment(ct))
        .withMessageContaining(expected);
  }

  private static void fillLung(SyntheticChest chest, LungSide side) {
    byte[] truth = chest.truth().array();
    for (int at = 0; at < truth.length; at++) {
      if (truth[at] == side.labelValue()) {
        chest.hounsfield()[at] = 20;
      }
    }
  }

  /** The voxels of one grid in the order of another that has the same voxel centres. */
  private static byte[] reordered(byte[] voxels, VolumeGeometry from, VolumeGeometry to) {
    Affine3D map = from.voxelToRasMm().inverse().after(to.voxelToRasMm());
    byte[] result = new byte[voxels.length];
    int at = 0;
    for (int k = 0; k < to.size(2); k++) {
      for (int j = 0; j < to.size(1); j++) {
        for (int i = 0; i < to.size(0); i++, at++) {
          double[] place = map.apply(i, j, k);
          int x = (int) Math.round(place[0]);
          int y = (int) Math.round(place[1]);
          int z = (int) Math.round(place[2]);
          result[at] = voxels[(z * from.size(1) + y) * from.size(0) + x];
        }
      }
    }
    return result;
  }
}
