package org.lungseg.phantom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayDeque;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.LungMask;
import org.lungseg.api.LungSide;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.api.UnusableInputException;
import org.lungseg.api.VolumeGeometry;

class ChestPhantomTest {

  private static final short DENSE_HU = -500;

  /** The default recipe, made once. */
  private static final Phantom FULL = ChestPhantom.builder().build().generate();

  /** The default field of view with an eighth of the voxels. */
  private static ChestPhantom.Builder quick() {
    return ChestPhantom.builder().size(128, 128, 60).spacingMm(3.2, 3.2, 5);
  }

  private static short[] hounsfield(Phantom phantom) {
    VolumeGeometry grid = phantom.ct().geometry();
    float[] plane = new float[grid.size(0) * grid.size(1)];
    short[] all = new short[(int) grid.voxelCount()];
    for (int k = 0; k < grid.size(2); k++) {
      phantom.ct().copyPlane(k, plane);
      for (int at = 0; at < plane.length; at++) {
        all[k * plane.length + at] = (short) plane[at];
      }
    }
    return all;
  }

  private static double denseShare(Phantom phantom) {
    short[] hu = hounsfield(phantom);
    byte[] labels = phantom.lungs().array();
    long dense = 0;
    for (int at = 0; at < hu.length; at++) {
      dense += labels[at] != 0 && hu[at] > DENSE_HU ? 1 : 0;
    }
    return (double) dense / phantom.lungs().voxelCount();
  }

  @Test
  void generate_defaults_makeTheDocumentedGrid() {
    Phantom phantom = FULL;
    VolumeGeometry grid = phantom.ct().geometry();
    assertThat(grid.voxelCount()).isEqualTo(256L * 256 * 120);
    assertThat(grid.spacingMm(0)).isCloseTo(1.6, within(1e-9));
    assertThat(grid.spacingMm(1)).isCloseTo(1.6, within(1e-9));
    assertThat(grid.spacingMm(2)).isCloseTo(2.5, within(1e-9));
    assertThat(grid.axisCodes()).isEqualTo("LPS");
    assertThat(grid.spacingOrigin()).isEqualTo(SpacingOrigin.CALIBRATED);
    assertThat(phantom.ct().domain()).isEqualTo(IntensityDomain.HOUNSFIELD);
    assertThat(phantom.lungs().geometry()).isEqualTo(grid);
    assertThat(phantom.lungs().volumeMl()).isBetween(4000.0, 5800.0);
  }

  @Test
  void generate_healthy_truthAgreesWithTheImage() {
    Phantom phantom = quick().build().generate();
    assertThat(denseShare(phantom)).isLessThan(0.1);

    // Away from the skin and the lungs, whose border voxels are mixtures, the rest of the body is
    // dense, apart from airways and gas in the stomach.
    short[] hu = hounsfield(phantom);
    boolean[] outside = outsideAir(hu, phantom.ct().geometry());
    byte[] labels = phantom.lungs().array();
    int body = 0;
    int solid = 0;
    for (int at = 0; at < hu.length; at++) {
      if (!touches(at, phantom.ct().geometry(), labels, outside)) {
        body++;
        solid += hu[at] > -200 ? 1 : 0;
      }
    }
    assertThat(body).isGreaterThan(150_000);
    assertThat((double) solid / body).isGreaterThan(0.985);
  }

  /** Whether a voxel or one of its six neighbours is lung, outside of the body, or off the grid. */
  private static boolean touches(int at, VolumeGeometry grid, byte[] labels, boolean[] outside) {
    int[] steps = {0, 1, grid.size(0), grid.size(0) * grid.size(1)};
    for (int step : steps) {
      for (int near : new int[] {at - step, at + step}) {
        if (near < 0 || near >= labels.length || labels[near] != 0 || outside[near]) {
          return true;
        }
      }
    }
    return false;
  }

  /** What can be reached from the edge of each slice without crossing the skin or the table top. */
  private static boolean[] outsideAir(short[] hu, VolumeGeometry grid) {
    int width = grid.size(0);
    int height = grid.size(1);
    boolean[] outside = new boolean[hu.length];
    for (int k = 0; k < grid.size(2); k++) {
      ArrayDeque<Integer> open = new ArrayDeque<>();
      int start = k * width * height;
      for (int x = 0; x < width; x++) {
        open.add(start + x);
        open.add(start + (height - 1) * width + x);
      }
      while (!open.isEmpty()) {
        int at = open.poll();
        if (outside[at] || hu[at] > -300) {
          continue;
        }
        outside[at] = true;
        int x = (at - start) % width;
        int y = (at - start) / width;
        if (x > 0) {
          open.add(at - 1);
        }
        if (x < width - 1) {
          open.add(at + 1);
        }
        if (y > 0) {
          open.add(at - width);
        }
        if (y < height - 1) {
          open.add(at + width);
        }
      }
      // The table's foam is closed in by its sheets; everything below the back is outside too.
      int table = (int) (height * 0.77);
      Arrays.fill(outside, start + table * width, start + height * width, true);
    }
    return outside;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, -77})
  void generate_anySeed_isAPlausiblePatient(long seed) {
    LungMask lungs = quick().seed(seed).build().generate().lungs();
    assertThat(lungs.volumeMl()).isBetween(3500.0, 6000.0);
    double ratio = lungs.volumeMl(LungSide.RIGHT) / lungs.volumeMl(LungSide.LEFT);
    assertThat(ratio).isBetween(1.03, 1.35);
    VolumeGeometry grid = lungs.geometry();
    assertThat(centreRasMm(lungs, LungSide.RIGHT, grid)[0]).isBetween(40.0, 110.0);
    assertThat(centreRasMm(lungs, LungSide.LEFT, grid)[0]).isBetween(-110.0, -40.0);
  }

  private static double[] centreRasMm(LungMask lungs, LungSide side, VolumeGeometry grid) {
    double[] centre = new double[3];
    for (int k = 0; k < grid.size(2); k++) {
      for (int j = 0; j < grid.size(1); j++) {
        for (int i = 0; i < grid.size(0); i++) {
          if (lungs.valueAt(i, j, k) == side.labelValue()) {
            double[] point = grid.voxelToRasMm().apply(i, j, k);
            for (int axis = 0; axis < 3; axis++) {
              centre[axis] += point[axis] / lungs.voxelCount(side);
            }
          }
        }
      }
    }
    return centre;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void generate_severe_isDenseInMoreThanThreeTenths(long seed) {
    double healthy = denseShare(quick().seed(seed).build().generate());
    double moderate = denseShare(quick().seed(seed).disease(Disease.MODERATE).build().generate());
    double severe = denseShare(quick().seed(seed).disease(Disease.SEVERE).build().generate());
    assertThat(severe).isBetween(0.3, 0.65);
    assertThat(moderate).isBetween(healthy, 0.25);
  }

  @Test
  void generate_disease_leavesTheTruthAsItIs() {
    byte[] healthy = quick().seed(5).build().generate().lungs().array();
    byte[] severe = quick().seed(5).disease(Disease.SEVERE).build().generate().lungs().array();
    assertThat(severe).isEqualTo(healthy);
  }

  @Test
  void generate_moderate_paintsGroundGlassAndNoConsolidation() {
    Phantom healthy = quick().seed(3).build().generate();
    Phantom moderate = quick().seed(3).disease(Disease.MODERATE).build().generate();
    short[] before = hounsfield(healthy);
    short[] after = hounsfield(moderate);
    byte[] labels = healthy.lungs().array();
    int glass = 0;
    int solid = 0;
    for (int at = 0; at < before.length; at++) {
      if (labels[at] != 0 && after[at] - before[at] > 120) {
        glass++;
        solid += after[at] > -200 ? 1 : 0;
      }
    }
    assertThat((double) glass / healthy.lungs().voxelCount()).isBetween(0.05, 0.35);
    assertThat((double) solid / glass).isLessThan(0.05);
  }

  @Test
  void generate_severe_putsFluidBehindInOneLungOnly() {
    Phantom phantom = quick().seed(2).disease(Disease.SEVERE).build().generate();
    short[] hu = hounsfield(phantom);
    VolumeGeometry grid = phantom.ct().geometry();
    double right = fluidShare(phantom.lungs(), hu, grid, LungSide.RIGHT);
    double left = fluidShare(phantom.lungs(), hu, grid, LungSide.LEFT);
    assertThat(Math.max(right, left)).isGreaterThan(0.9);
    assertThat(Math.min(right, left)).isLessThan(0.75);
  }

  /** The share of watery voxels in the lowest tenth of a lung from front to back. */
  private static double fluidShare(LungMask lungs, short[] hu, VolumeGeometry grid, LungSide side) {
    int[] perRow = new int[grid.size(1)];
    int[] watery = new int[grid.size(1)];
    int plane = grid.size(0) * grid.size(1);
    for (int at = 0; at < hu.length; at++) {
      if (lungs.array()[at] == side.labelValue()) {
        int j = at % plane / grid.size(0);
        perRow[j]++;
        watery[j] += hu[at] > -60 && hu[at] < 80 ? 1 : 0;
      }
    }
    long wanted = lungs.voxelCount(side) / 10;
    long seen = 0;
    long fluid = 0;
    for (int j = grid.size(1) - 1; seen < wanted; j--) {
      seen += perRow[j];
      fluid += watery[j];
    }
    return (double) fluid / seen;
  }

  @ParameterizedTest
  @EnumSource(Disease.class)
  void generate_sameRecipe_isTheSame(Disease disease) {
    Phantom first = quick().seed(9).disease(disease).build().generate();
    Phantom second = quick().seed(9).disease(disease).build().generate();
    assertThat(hounsfield(second)).isEqualTo(hounsfield(first));
    assertThat(second.lungs().array()).isEqualTo(first.lungs().array());
  }

  @Test
  void generate_otherSeed_isAnotherPatient() {
    Phantom first = quick().seed(1).build().generate();
    Phantom second = quick().seed(2).build().generate();
    assertThat(second.lungs().array()).isNotEqualTo(first.lungs().array());
    assertThat(hounsfield(second)).isNotEqualTo(hounsfield(first));
  }

  @Test
  void generate_exhale_hasSmallerDenserLungs() {
    Phantom inhale = quick().seed(4).build().generate();
    Phantom exhale = quick().seed(4).breath(Breath.EXHALE).build().generate();
    assertThat(exhale.lungs().volumeMl()).isLessThan(0.88 * inhale.lungs().volumeMl());
    assertThat(medianHu(exhale)).isGreaterThan(medianHu(inhale) + 40);
  }

  private static double medianHu(Phantom phantom) {
    short[] hu = hounsfield(phantom);
    byte[] labels = phantom.lungs().array();
    short[] inside = new short[(int) phantom.lungs().voxelCount()];
    int count = 0;
    for (int at = 0; at < hu.length; at++) {
      if (labels[at] != 0) {
        inside[count++] = hu[at];
      }
    }
    Arrays.sort(inside);
    return inside[count / 2];
  }

  @Test
  void generate_healthy_hasTheUsualDensities() {
    Phantom phantom = FULL;
    Sample sample = new Sample(phantom, Physique.of(1, Breath.INHALE));
    assertThat(sample.meanHu(30, 33, -60, 6)).as("aorta").isCloseTo(42, within(8.0));
    assertThat(sample.meanHu(-70, -20, -140, 15)).as("liver").isCloseTo(58, within(8.0));
    assertThat(sample.meanHu(0, 0, 60, 4)).as("trachea").isCloseTo(-990, within(15.0));
    assertThat(sample.meanHu(0, -178, 0, 5)).as("air").isCloseTo(-1000, within(6.0));
    assertThat(medianHu(phantom)).as("lung").isBetween(-900.0, -800.0);
    assertThat(sample.spreadHu(-70, -20, -140, 15)).as("noise").isBetween(10.0, 28.0);
  }

  @Test
  void generate_airways_areNoLung() {
    Phantom phantom = FULL;
    Sample sample = new Sample(phantom, Physique.of(1, Breath.INHALE));
    double[][] placesMm = {{0, -3, 70}, {-1, 8, 20}, {-22, 16, -14}, {22, 18, -15}};
    for (double[] place : placesMm) {
      assertThat(sample.meanHu(place[0], place[1], place[2], 3)).isLessThan(-850);
      assertThat(sample.label(place[0], place[1], place[2])).isZero();
    }
  }

  /** Reads a phantom at points of its anatomy. */
  private record Sample(Phantom phantom, Physique physique) {

    private static final double CENTRE_Y_MM = 12;
    private static final double CENTRE_Z_MM = -42;

    int[] voxel(double x, double y, double z) {
      double[] ras = {
        -x * physique.scaleX(),
        -(y - CENTRE_Y_MM) * physique.scaleY(),
        (z - CENTRE_Z_MM) * physique.scaleZ()
      };
      double[] index =
          phantom.ct().geometry().voxelToRasMm().inverse().apply(ras[0], ras[1], ras[2]);
      return new int[] {
        (int) Math.round(index[0]), (int) Math.round(index[1]), (int) Math.round(index[2])
      };
    }

    int label(double x, double y, double z) {
      int[] at = voxel(x, y, z);
      return phantom.lungs().valueAt(at[0], at[1], at[2]);
    }

    double meanHu(double x, double y, double z, double reachMm) {
      return Arrays.stream(around(x, y, z, reachMm)).average().orElseThrow();
    }

    double spreadHu(double x, double y, double z, double reachMm) {
      double mean = meanHu(x, y, z, reachMm);
      return Math.sqrt(
          Arrays.stream(around(x, y, z, reachMm))
              .map(hu -> (hu - mean) * (hu - mean))
              .average()
              .orElseThrow());
    }

    private double[] around(double x, double y, double z, double reachMm) {
      int[] middle = voxel(x, y, z);
      VolumeGeometry grid = phantom.ct().geometry();
      float[] plane = new float[grid.size(0) * grid.size(1)];
      phantom.ct().copyPlane(middle[2], plane);
      int reach = (int) (reachMm / grid.spacingMm(0));
      double[] values = new double[(2 * reach + 1) * (2 * reach + 1)];
      int count = 0;
      for (int j = middle[1] - reach; j <= middle[1] + reach; j++) {
        for (int i = middle[0] - reach; i <= middle[0] + reach; i++) {
          values[count++] = plane[j * grid.size(0) + i];
        }
      }
      return values;
    }
  }

  @Test
  void generate_lungs_areEachInOnePiece() {
    Phantom phantom = FULL;
    for (LungSide side : LungSide.values()) {
      long largest = largestPiece(phantom.lungs(), side.labelValue());
      assertThat((double) largest / phantom.lungs().voxelCount(side)).isGreaterThan(0.999);
    }
  }

  private static long largestPiece(LungMask mask, int value) {
    VolumeGeometry grid = mask.geometry();
    int[] steps = {1, grid.size(0), grid.size(0) * grid.size(1)};
    byte[] labels = mask.array();
    boolean[] seen = new boolean[labels.length];
    long largest = 0;
    ArrayDeque<Integer> open = new ArrayDeque<>();
    for (int start = 0; start < labels.length; start++) {
      if (labels[start] != value || seen[start]) {
        continue;
      }
      long count = 0;
      seen[start] = true;
      open.add(start);
      while (!open.isEmpty()) {
        int at = open.poll();
        count++;
        for (int step : steps) {
          // Lungs never touch the border of this grid, so neighbours always exist.
          for (int next : new int[] {at - step, at + step}) {
            if (!seen[next] && labels[next] == value) {
              seen[next] = true;
              open.add(next);
            }
          }
        }
      }
      largest = Math.max(largest, count);
    }
    return largest;
  }

  @Test
  void generate_otherAxisCodes_isTheSamePatientAtTheSamePlaces() {
    ChestPhantom.Builder small =
        ChestPhantom.builder().size(40, 36, 30).spacingMm(10, 9, 10).disease(Disease.SEVERE);
    Phantom reference = small.build().generate();
    short[] expected = hounsfield(reference);
    VolumeGeometry from = reference.ct().geometry();
    for (String codes : allAxisCodes()) {
      Phantom other = small.axisCodes(codes).build().generate();
      VolumeGeometry grid = other.ct().geometry();
      assertThat(grid.axisCodes()).isEqualTo(codes);
      short[] hu = hounsfield(other);
      int at = 0;
      for (int k = 0; k < grid.size(2); k++) {
        for (int j = 0; j < grid.size(1); j++) {
          for (int i = 0; i < grid.size(0); i++, at++) {
            double[] ras = grid.voxelToRasMm().apply(i, j, k);
            double[] index = from.voxelToRasMm().inverse().apply(ras[0], ras[1], ras[2]);
            int x = (int) Math.round(index[0]);
            int y = (int) Math.round(index[1]);
            int z = (int) Math.round(index[2]);
            int there = (z * from.size(1) + y) * from.size(0) + x;
            if (hu[at] != expected[there]
                || other.lungs().array()[at] != reference.lungs().array()[there]) {
              throw new AssertionError(codes + ": voxel " + i + ", " + j + ", " + k + " differs");
            }
          }
        }
      }
    }
  }

  private static String[] allAxisCodes() {
    String[] pairs = {"RL", "AP", "SI"};
    int[][] orders = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    String[] codes = new String[48];
    for (int at = 0; at < 48; at++) {
      StringBuilder code = new StringBuilder();
      for (int axis = 0; axis < 3; axis++) {
        code.append(pairs[orders[at / 8][axis]].charAt(at >> axis & 1));
      }
      codes[at] = code.toString();
    }
    return codes;
  }

  @Test
  void generate_anisotropicGrids_haveTheSameVolumes() {
    double expected = quick().seed(3).build().generate().lungs().volumeMl();
    double thick =
        ChestPhantom.builder()
            .seed(3)
            .size(170, 120, 30)
            .spacingMm(2.4, 3.4, 10)
            .build()
            .generate()
            .lungs()
            .volumeMl();
    double tall =
        ChestPhantom.builder()
            .seed(3)
            .size(64, 80, 200)
            .spacingMm(6.4, 5.12, 1.5)
            .build()
            .generate()
            .lungs()
            .volumeMl();
    assertThat(thick).isCloseTo(expected, within(0.02 * expected));
    assertThat(tall).isCloseTo(expected, within(0.02 * expected));
  }

  @Test
  void generate_oneVoxel_works() {
    Phantom phantom = ChestPhantom.builder().size(1, 1, 1).spacingMm(5, 5, 5).build().generate();
    assertThat(phantom.ct().geometry().voxelCount()).isOne();
  }

  @Test
  void builder_unusableOptions_areRejected() {
    ChestPhantom.Builder builder = ChestPhantom.builder();
    assertThatThrownBy(() -> builder.size(0, 10, 10)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.size(Integer.MAX_VALUE, Integer.MAX_VALUE, 2))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.spacingMm(1, -1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.spacingMm(1, Double.NaN, 1))
        .isInstanceOf(IllegalArgumentException.class);
    for (String codes : new String[] {"", "LP", "LLS", "XYZ", "LPSS", "lps"}) {
      assertThatThrownBy(() -> builder.axisCodes(codes))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'" + codes + "'");
    }
  }

  @Test
  void phantom_ofTwoGrids_isRefused() {
    Phantom one = ChestPhantom.builder().size(4, 4, 4).build().generate();
    Phantom other = ChestPhantom.builder().size(4, 4, 5).build().generate();
    assertThatThrownBy(() -> new Phantom(one.ct(), other.lungs()))
        .isInstanceOf(UnusableInputException.class);
  }
}
