package org.lungseg.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lungseg.api.Affine3D;
import org.lungseg.api.BudgetExceededException;
import org.lungseg.api.CancellationToken;
import org.lungseg.api.CtVolume;
import org.lungseg.api.Device;
import org.lungseg.api.EngineChoice;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.LungSide;
import org.lungseg.api.ModelSource;
import org.lungseg.api.OperationCancelledException;
import org.lungseg.api.ProgressListener;
import org.lungseg.api.SegmentationStage;
import org.lungseg.api.Segmenter;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.api.UnusableModelException;
import org.lungseg.api.VolumeGeometry;
import org.lungseg.engine.internal.network.DjlOnnxRunner;
import org.lungseg.engine.spi.NetworkRunner;

/**
 * A second network that sees the whole chest. It knows dense lung, here of {@value #DENSE} HU,
 * which the first network does not.
 */
class WholeChestTest {

  private static final VolumeGeometry GEOMETRY =
      VolumeGeometry.axial(96, 72, 30, 3.6, 3.4, 8, SpacingOrigin.CALIBRATED);

  /** A cube at the border of lung still counts as dense if three quarters of it are. */
  private static final short DENSE = 600;

  /** A weight with which the second network has its way where it is sure. */
  private static final double STRONG = 2;

  @TempDir static Path folder;
  private static Path plain;
  private static Path strong;
  private static Path weak;

  @BeforeAll
  static void writeModels() {
    plain = TestNetworks.writeTwoLungs(folder.resolve("plain"));
    strong = TestNetworks.writeWithChest(folder.resolve("strong"), STRONG);
    weak = TestNetworks.writeWithChest(folder.resolve("weak"), 0.5);
  }

  @Test
  void segment_denseLung_isFoundWhereItIsAndNothingElseChanges() {
    Dense chest = Dense.on(GEOMETRY);

    byte[] without = mask(plain, chest.ct());
    byte[] with = mask(strong, chest.ct());

    assertThat(chest.shareFound(without)).isLessThan(0.1);
    assertThat(chest.shareFound(with)).isGreaterThan(0.93); // the cubes at its border are mixed
    assertThat(chest.changedFarAway(without, with)).isLessThan(chest.lungVoxels() / 1000);
    assertThat(SyntheticChest.dice(with, chest.truth, 1)).isGreaterThan(0.95);
    assertThat(SyntheticChest.dice(with, chest.truth, 2)).isGreaterThan(0.97);
  }

  /** The dense part lies in the lower front of the right lung: any exchanged axis would show. */
  @ParameterizedTest
  @CsvSource({
    "0, 1, 2, false, false, false",
    "2, 0, 1, true, false, true",
    "1, 2, 0, false, true, true",
    "2, 1, 0, true, true, true"
  })
  void segment_obliqueAnisotropicGridOfAnyOrder_findsDenseLungInPlace(
      int i, int j, int k, boolean flipI, boolean flipJ, boolean flipK) {
    double c = Math.cos(Math.toRadians(15));
    double s = Math.sin(Math.toRadians(15));
    Affine3D turned = Affine3D.of(-3.5 * c, 2.8 * s, 0, 9, -3.5 * s, -2.8 * c, 0, 5, 0, 0, 9, -4);
    VolumeGeometry oblique = VolumeGeometry.of(112, 110, 26, turned, SpacingOrigin.CALIBRATED);
    Dense chest =
        Dense.on(oblique.reordered(new int[] {i, j, k}, new boolean[] {flipI, flipJ, flipK}));

    byte[] without = mask(plain, chest.ct());
    byte[] with = mask(strong, chest.ct());

    assertThat(chest.shareFound(without)).isLessThan(0.1);
    assertThat(chest.shareFound(with)).isGreaterThan(0.95);
    assertThat(chest.changedFarAway(without, with)).isLessThan(chest.lungVoxels() / 500);
  }

  @Test
  void segment_withLittleWeight_doesNotOverruleASureFirstNetwork() {
    Dense chest = Dense.on(GEOMETRY);

    assertThat(chest.shareFound(mask(weak, chest.ct()))).isLessThan(0.1);
  }

  @Test
  void segment_anyNumberOfThreads_givesTheSameMask() {
    CtVolume ct = Dense.on(GEOMETRY).ct();
    byte[] expected = mask(strong, ct);
    for (int threads : new int[] {1, 3}) {
      try (Segmenter segmenter = Segmenter.load(options(strong).threads(threads).build())) {
        assertThat(segmenter.segment(ct).mask().array()).isEqualTo(expected);
      }
    }
  }

  @Test
  void segment_assumedSpacingOrGreyValues_leavesTheSecondNetworkOut() {
    Dense chest = Dense.on(GEOMETRY);
    VolumeGeometry assumed = VolumeGeometry.axial(96, 72, 30, 3.6, 3.4, 8, SpacingOrigin.ASSUMED);
    byte[] grey = new byte[chest.hounsfield.length];
    for (int at = 0; at < grey.length; at++) {
      grey[at] = (byte) Math.round((chest.hounsfield[at] + 1024) * 0.15);
    }
    List<CtVolume> images =
        List.of(
            CtVolume.ofShorts(chest.hounsfield.clone(), assumed, IntensityDomain.HOUNSFIELD),
            CtVolume.ofUnsignedBytes(grey, GEOMETRY, IntensityDomain.GREY),
            CtVolume.ofUnsignedBytes(grey, assumed, IntensityDomain.GREY));

    for (CtVolume image : images) {
      Watched second = new Watched(strong, run -> {});
      try (Segmenter segmenter = segmenter(second, run -> {})) {
        byte[] found = segmenter.segment(image).mask().array();
        assertThat(found).isEqualTo(mask(plain, image));
      }
      assertThat(second.runs).hasValue(0);
    }
  }

  @ParameterizedTest
  @CsvSource({"12, 0", "13, 1"})
  void segment_scanOfLessThan100Millimetres_leavesTheSecondNetworkOut(int slices, int runs) {
    VolumeGeometry slab =
        VolumeGeometry.axial(96, 72, slices, 3.6, 3.4, 8, SpacingOrigin.CALIBRATED);
    Watched second = new Watched(strong, run -> {});
    try (Segmenter segmenter = segmenter(second, run -> {})) {
      segmenter.segment(Dense.on(slab).ct());
    }
    assertThat(second.runs).hasValue(runs);
  }

  @Test
  void segment_runsTheSecondNetworkOnceOnMultiplesAndStepsOnceMore() {
    Watched second = new Watched(strong, run -> {});
    AtomicInteger steps = new AtomicInteger();
    try (Segmenter segmenter = segmenter(second, run -> {})) {
      segmenter.segment(
          Dense.on(GEOMETRY).ct(),
          (stage, fraction) -> {
            if (stage == SegmentationStage.INFER) {
              steps.incrementAndGet();
            }
          },
          CancellationToken.create());
    }
    assertThat(second.runs).hasValue(1);
    assertThat(second.size).hasSize(3).allMatch(extent -> extent % 8 == 0);
    assertThat(second.size.get(0)).as("30 slices of 8 mm in cubes of 7 mm").isEqualTo(40);
    assertThat(steps).as("the begin, the chest and each slice").hasValue(2 + 30);
  }

  @Test
  void segment_cancelledInTheSecondNetwork_doesNotCallTheFirst() {
    CancellationToken token = CancellationToken.create();
    AtomicInteger firstRuns = new AtomicInteger();
    Watched second = new Watched(strong, run -> token.cancel());
    try (Segmenter segmenter = segmenter(second, run -> firstRuns.incrementAndGet())) {
      CtVolume ct = Dense.on(GEOMETRY).ct();

      assertThatExceptionOfType(OperationCancelledException.class)
          .isThrownBy(() -> segmenter.segment(ct, ProgressListener.NONE, token));
    }
    assertThat(firstRuns).hasValue(0);
    assertThat(second.closed).hasValue(1);
  }

  @Test
  void close_duringWork_freesBothNetworksAfterIt() {
    Watched second = new Watched(strong, run -> {});
    Segmenter closing = segmenter(second, run -> {});

    closing.segment(
        Dense.on(GEOMETRY).ct(),
        (stage, fraction) -> {
          closing.close();
          if (stage == SegmentationStage.INFER) {
            assertThat(second.closed).hasValue(0);
          }
        },
        CancellationToken.create());

    assertThat(second.closed).hasValue(1);
    assertThat(second.runs).hasValue(1);
  }

  @Test
  void segment_budgetOfExactlyTheEstimate_isEnoughAndOneByteLessIsNot() {
    CtVolume ct = Dense.on(GEOMETRY).ct();
    long without = needed(plain, ct, 1_000_000);
    long with = needed(strong, ct, 1_000_000);

    // 40 × 40 × 56 cubes of at least 160 floats.
    assertThat(with - without).isGreaterThan(40L * 40 * 56 * 160 * Float.BYTES);
    assertThat(needed(strong, ct, with - 1)).isEqualTo(with);
    try (Segmenter tight =
        Segmenter.load(options(strong).threads(1).memoryBudgetBytes(with).build())) {
      assertThat(tight.segment(ct).mask().isEmpty()).isFalse();
    }
  }

  @Test
  void load_secondNetworkOfOtherClasses_isUnusableByItsName() {
    Path other = folder.resolve("other");
    ModelPackage.write(
        other,
        ModelPackage.read(strong).description(),
        TestNetworks.twoLungs(1),
        TestNetworks.bandProbabilities(0, 1),
        false);

    assertThatExceptionOfType(UnusableModelException.class)
        .isThrownBy(() -> Segmenter.load(options(other).build()))
        .withMessageContaining("test-net-chest 0.0.1 gives")
        .withMessageContaining("(8, 3, 8, 8)");
  }

  private static long needed(Path model, CtVolume ct, long budget) {
    try (Segmenter small =
        Segmenter.load(options(model).threads(1).memoryBudgetBytes(budget).build())) {
      small.segment(ct);
      throw new AssertionError(budget + " bytes were enough");
    } catch (BudgetExceededException e) {
      return e.requiredBytes();
    }
  }

  private static byte[] mask(Path model, CtVolume ct) {
    try (Segmenter segmenter = Segmenter.load(options(model).threads(2).build())) {
      return segmenter.segment(ct).mask().array();
    }
  }

  private static SegmenterOptions.Builder options(Path model) {
    return SegmenterOptions.builder().model(ModelSource.directory(model));
  }

  /** A segmenter of the strong model whose networks are watched. */
  private static Segmenter segmenter(Watched second, IntConsumer onFirstRun) {
    ModelPackage model = ModelPackage.read(strong);
    NetworkRunner first =
        new ForwardingRunner(DjlOnnxRunner.load(model, Device.cpu(), 1)) {
          @Override
          public float[] run(float[] values, int count, int height, int width) {
            onFirstRun.accept(count);
            return super.run(values, count, height, width);
          }
        };
    return new NetworkSegmenter(
        model.info(),
        new GridPipeline(model, first, second),
        options(strong).threads(2).build(),
        new EngineChoice("OnnxRuntime", EngineChoice.Reason.ONLY_ONE, List.of()),
        List.of());
  }

  /** The real second network, with its calls counted. */
  private static final class Watched extends ForwardingRunner {

    final AtomicInteger runs = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();
    volatile List<Integer> size = List.of();
    private final IntConsumer onRun;

    Watched(Path model, IntConsumer onRun) {
      super(DjlOnnxRunner.load(ModelPackage.read(model).chest().orElseThrow(), Device.cpu(), 2));
      this.onRun = onRun;
    }

    @Override
    public float[] run(float[] values, int count, int height, int width) {
      onRun.accept(runs.incrementAndGet());
      size = List.of(count, height, width);
      return super.run(values, count, height, width);
    }

    @Override
    public void close() {
      closed.incrementAndGet();
      super.close();
    }
  }

  /** A chest with a dense part in the lower front of the right lung. */
  private static final class Dense {

    private static final double UPPER_END_MM = -10;
    private static final double BACK_END_MM = -10;

    /** A cube and a half about the dense part. */
    private static final double NEAR_MM = 10.5;

    private final VolumeGeometry geometry;
    private final short[] hounsfield;
    private final byte[] truth;
    private final boolean[] dense;
    private final boolean[] near;

    private Dense(VolumeGeometry geometry) {
      SyntheticChest chest = SyntheticChest.on(geometry);
      this.geometry = geometry;
      hounsfield = chest.hounsfield();
      truth = chest.truth().array();
      dense = new boolean[truth.length];
      near = new boolean[truth.length];
      int[] size = {geometry.size(0), geometry.size(1), geometry.size(2)};
      double[] middle =
          geometry
              .voxelToRasMm()
              .apply((size[0] - 1) / 2.0, (size[1] - 1) / 2.0, (size[2] - 1) / 2.0);
      for (int at = 0; at < truth.length; at++) {
        int slice = at / (size[0] * size[1]);
        int row = at / size[0] % size[1];
        double[] ras = geometry.voxelToRasMm().apply(at % size[0], row, slice);
        double back = ras[1] - middle[1] - BACK_END_MM;
        double above = ras[2] - middle[2] - UPPER_END_MM;
        dense[at] = truth[at] == LungSide.RIGHT.labelValue() && back > 0 && above < 0;
        near[at] = ras[0] > middle[0] && back > -NEAR_MM && above < NEAR_MM;
        if (dense[at]) {
          hounsfield[at] = DENSE;
        }
      }
    }

    static Dense on(VolumeGeometry geometry) {
      return new Dense(geometry);
    }

    CtVolume ct() {
      return CtVolume.ofShorts(hounsfield.clone(), geometry, IntensityDomain.HOUNSFIELD);
    }

    int lungVoxels() {
      return (int) IntStream.range(0, truth.length).filter(at -> truth[at] != 0).count();
    }

    /** The share of the dense part that a mask has as right lung. */
    double shareFound(byte[] mask) {
      long all = IntStream.range(0, mask.length).filter(at -> dense[at]).count();
      long found =
          IntStream.range(0, mask.length)
              .filter(at -> dense[at] && mask[at] == LungSide.RIGHT.labelValue())
              .count();
      return (double) found / all;
    }

    /** The voxels far from the dense part that only one of two masks has as lung. */
    int changedFarAway(byte[] one, byte[] other) {
      return (int)
          IntStream.range(0, one.length)
              .filter(at -> !near[at] && (one[at] == 0) != (other[at] == 0))
              .count();
    }
  }
}
