package org.lungseg.engine.internal.postprocess;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.lungseg.api.CancellationToken;
import org.lungseg.api.ProgressListener;
import org.lungseg.api.SegmentationStage;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.api.VolumeGeometry;
import org.lungseg.engine.internal.input.PatientAxes;
import org.lungseg.engine.internal.run.StageTracker;
import org.lungseg.engine.internal.run.Workers;

/**
 * Times the cleaning of a mask of 512×512×300 voxels with ever more speckles: half of them small
 * islands of lung outside the lungs, a quarter holes in them, a quarter islands of the wrong side.
 * Time that grows far less than the number of speckles shows that there is no loop over parts times
 * voxels. How to run it: see the module's README.
 */
public final class SpeckleBenchmark {

  private static final int WIDTH = 512;
  private static final int DEPTH = 300;
  private static final int[] SPECKLES = {0, 1_000, 10_000, 100_000};
  private static final int ROUNDS = 5;
  private static final double NANOS = 1e9;

  private SpeckleBenchmark() {}

  /** Takes the number of threads, by default 1. */
  public static void main(String[] arguments) {
    int threads = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1;
    run(System.out, threads);
  }

  private static void run(PrintStream out, int threads) {
    PatientAxes axes =
        PatientAxes.of(
            VolumeGeometry.axial(WIDTH, WIDTH, DEPTH, 0.7, 0.7, 1, SpacingOrigin.CALIBRATED));
    Workers workers = Workers.of(SegmenterOptions.builder().threads(threads).build());
    out.printf("%d threads, median of %d rounds after one to warm up%n", threads, ROUNDS);
    for (int speckles : SPECKLES) {
      byte[] dirty = mask(speckles);
      double[] seconds = new double[ROUNDS];
      byte[] first = new byte[0];
      for (int round = -1; round < ROUNDS; round++) {
        byte[] mask = dirty.clone();
        StageTracker tracker = new StageTracker(ProgressListener.NONE, CancellationToken.create());
        tracker.begin(SegmentationStage.POST_PROCESS, LungPostProcessor.steps());
        long start = System.nanoTime();
        LungPostProcessor.clean(mask, axes, workers, tracker);
        if (round >= 0) {
          seconds[round] = (System.nanoTime() - start) / NANOS;
        }
        if (round < 0) {
          first = mask;
        } else if (!Arrays.equals(first, mask)) {
          throw new IllegalStateException("cleaning the same mask gave another result");
        }
      }
      Arrays.sort(seconds);
      out.printf(Locale.ROOT, "%,9d speckles %8.3f s%n", speckles, seconds[ROUNDS / 2]);
    }
  }

  private static byte[] mask(int speckles) {
    byte[] mask = new byte[WIDTH * WIDTH * DEPTH];
    for (int k = 20; k < DEPTH - 20; k++) {
      for (int j = 100; j < 400; j++) {
        int row = (k * WIDTH + j) * WIDTH;
        Arrays.fill(mask, row + 80, row + 220, (byte) 1);
        Arrays.fill(mask, row + 290, row + 430, (byte) 2);
      }
    }
    Random random = new Random(11);
    for (int at = 0; at < speckles; at++) {
      boolean inside = at % 2 == 0;
      int i = inside ? 85 + random.nextInt(130) : 225 + random.nextInt(60);
      int j = (inside ? 105 : 5) + random.nextInt(inside ? 290 : 500);
      int k = 22 + random.nextInt(DEPTH - 44);
      byte label = (byte) (inside ? at % 4 / 2 * 2 : 1 + at % 4 / 2); // holes and left in the right
      int place = (k * WIDTH + j) * WIDTH + i;
      mask[place] = label;
      mask[place + 1] = label;
    }
    return mask;
  }
}
