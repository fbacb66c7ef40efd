package org.lungseg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import net.imglib2.RandomAccess;
import net.imglib2.type.numeric.RealType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.lungseg.api.CtVolume;
import org.lungseg.api.LungMask;
import org.lungseg.api.LungSide;
import org.lungseg.api.Segmenter;
import org.lungseg.api.VolumeGeometry;
import org.lungseg.metrics.MaskAgreement;
import org.lungseg.phantom.ChestPhantom;

/** One chest stored in any order of axes gets the same mask with the bundled network. */
class OrientationInvarianceTest {

  private static final int[][] PERMUTATIONS = {
    {0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}
  };

  private static Segmenter segmenter;
  private static CtVolume chest;
  private static LungMask mask;

  @BeforeAll
  static void segmentOnce() {
    segmenter = Segmenter.load();
    chest =
        ChestPhantom.builder().size(120, 100, 30).spacingMm(3.4, 3.4, 10).build().generate().ct();
    mask = segmenter.segment(chest).mask();
  }

  @AfterAll
  static void close() {
    segmenter.close();
  }

  static Stream<Arguments> orders() {
    return Stream.of(PERMUTATIONS)
        .flatMap(
            axes ->
                Stream.of(0, 1, 2, 3, 4, 5, 6, 7)
                    .map(
                        bits ->
                            Arguments.of(
                                axes,
                                new boolean[] {
                                  (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0
                                })));
  }

  @ParameterizedTest
  @MethodSource("orders")
  void segment_anyAxisOrder_givesTheSameMaskReordered(int[] axes, boolean[] flipped) {
    VolumeGeometry order = chest.geometry().reordered(axes, flipped);
    LungMask expected = LungMask.of(reordered(mask, order, axes, flipped), order);
    LungMask found = segmenter.segment(reordered(chest, order, axes, flipped)).mask();
    MaskAgreement agreement = MaskAgreement.compare(expected, found);
    assertThat(found.geometry()).isEqualTo(order);
    agreement
        .perLabel()
        .forEach(
            (label, overlap) -> assertThat(overlap.dice()).as(label.name()).isGreaterThan(0.999));
    assertThat(meanX(found, LungSide.RIGHT)).isGreaterThan(meanX(found, LungSide.LEFT));
  }

  /** The mean RAS x of a lung; RAS x grows to the patient's right. */
  private static double meanX(LungMask lungs, LungSide side) {
    double sum = 0;
    VolumeGeometry g = lungs.geometry();
    for (int k = 0; k < g.size(2); k++) {
      for (int j = 0; j < g.size(1); j++) {
        for (int i = 0; i < g.size(0); i++) {
          if (lungs.valueAt(i, j, k) == side.labelValue()) {
            sum += g.voxelToRasMm().apply(i, j, k)[0];
          }
        }
      }
    }
    return sum / lungs.voxelCount(side);
  }

  private static CtVolume reordered(
      CtVolume ct, VolumeGeometry order, int[] axes, boolean[] flipped) {
    RandomAccess<? extends RealType<?>> source = ct.voxels().randomAccess();
    short[] voxels = new short[(int) order.voxelCount()];
    int[] position = new int[3];
    for (int at = 0; at < voxels.length; at++) {
      locate(at, order, axes, flipped, position);
      voxels[at] = (short) source.setPositionAndGet(position).getRealDouble();
    }
    return CtVolume.ofShorts(voxels, order, ct.domain());
  }

  private static byte[] reordered(
      LungMask lungs, VolumeGeometry order, int[] axes, boolean[] flipped) {
    byte[] voxels = new byte[(int) order.voxelCount()];
    int[] position = new int[3];
    for (int at = 0; at < voxels.length; at++) {
      locate(at, order, axes, flipped, position);
      voxels[at] = (byte) lungs.valueAt(position[0], position[1], position[2]);
    }
    return voxels;
  }

  private static void locate(
      int at, VolumeGeometry order, int[] axes, boolean[] flipped, int[] position) {
    int[] index = {
      at % order.size(0), at / order.size(0) % order.size(1), at / order.size(0) / order.size(1)
    };
    for (int axis = 0; axis < 3; axis++) {
      position[axes[axis]] = flipped[axis] ? order.size(axis) - 1 - index[axis] : index[axis];
    }
  }
}
