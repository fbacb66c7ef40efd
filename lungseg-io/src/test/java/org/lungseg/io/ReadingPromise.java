package org.lungseg.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Objects;
import org.lungseg.api.BudgetExceededException;
import org.lungseg.api.CtVolume;
import org.lungseg.api.LabelMask;
import org.lungseg.api.LungLabels;
import org.lungseg.api.LungsegException;
import org.lungseg.api.UnreadableFormatException;
import org.lungseg.api.UnusableInputException;
import org.lungseg.api.VolumeGeometry;
import org.lungseg.api.VolumeIoException;

/**
 * What reading promises, whatever bytes it is given: a volume that is whole, or one of the errors
 * that {@link VolumeIO} lists, with a message that names the source.
 */
final class ReadingPromise {

  /** What sources are called, so that messages can be checked for it. */
  static final String NAME = "fuzzed";

  /** So little that an allocation by a lying header stands out from a heap of 512 MB. */
  private static final ReadLimits LIMITS = new ReadLimits(1 << 22, 32L << 20, 50);

  static final ReadOptions OPTIONS = ReadOptions.defaults().withLimits(LIMITS).withThreads(1);

  private ReadingPromise() {}

  /** Reads bytes in memory in all the ways a caller can. */
  static void holdsFor(byte[] bytes) {
    holdsFor(ByteSource.ofBytes(NAME, bytes));
  }

  /** Reads a source in all the ways a caller can. */
  static void holdsFor(ByteSource source) {
    attempt(source, () -> requireWhole(VolumeIO.readCt(source, OPTIONS)));
    attempt(source, () -> requireWhole(VolumeIO.readMask(source, LungLabels.RIGHT_LEFT, OPTIONS)));
  }

  /** Runs what may fail, but only as reading may. */
  static void attempt(ByteSource source, Runnable reading) {
    try {
      reading.run();
    } catch (VolumeIoException e) {
      // Something outside the bytes failed; bytes in memory have no outside.
      if (source.path().isEmpty()) {
        throw e;
      }
      requireMessage(e);
    } catch (UnreadableFormatException | UnusableInputException | BudgetExceededException e) {
      requireMessage(e);
    }
  }

  private static void requireMessage(LungsegException e) {
    String message = Objects.requireNonNull(e.getMessage(), "no message");
    if (!message.contains(NAME)) {
      throw new AssertionError("the error does not name its source: " + message, e);
    }
  }

  private static void requireWhole(CtVolume ct) {
    VolumeGeometry geometry = ct.geometry();
    requirePlaced(geometry);
    for (int axis = 0; axis < 3; axis++) {
      assertThat(ct.voxels().dimension(axis)).isEqualTo(geometry.size(axis));
    }
    ct.copyPlane(geometry.size(2) - 1, new float[geometry.size(0) * geometry.size(1)]);
  }

  private static void requireWhole(LabelMask mask) {
    requirePlaced(mask.geometry());
    assertThat((long) mask.array().length).isEqualTo(mask.geometry().voxelCount());
  }

  private static void requirePlaced(VolumeGeometry geometry) {
    long voxels = 1;
    for (int axis = 0; axis < 3; axis++) {
      assertThat(geometry.size(axis)).isPositive();
      assertThat(geometry.spacingMm(axis)).isPositive().isFinite();
      voxels *= geometry.size(axis);
    }
    assertThat(geometry.voxelCount()).isEqualTo(voxels).isLessThanOrEqualTo(LIMITS.maxVoxels());
    double[] corner =
        geometry
            .voxelToLpsMm()
            .apply(geometry.size(0) - 1, geometry.size(1) - 1, geometry.size(2) - 1);
    assertThat(Arrays.stream(corner).allMatch(Double::isFinite)).isTrue();
  }
}
