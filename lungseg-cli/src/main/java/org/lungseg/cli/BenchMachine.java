package org.lungseg.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lungseg.api.CancellationToken;

/** How fast this machine copies memory. */
final class BenchMachine {

  /** Larger than any cache of a processor. */
  private static final int LONGS = 1 << 24;

  private static final int ROUNDS = 5;

  private BenchMachine() {}

  /**
   * The bytes that threads together read and write a second, the best of some rounds.
   *
   * @throws org.lungseg.api.OperationCancelledException if the work was cancelled
   */
  static double bytesPerSecond(int threads, CancellationToken cancellation) {
    long[] from = new long[LONGS];
    long[] to = new long[LONGS];
    Arrays.fill(from, 1);
    double best = 0;
    for (int round = 0; round < ROUNDS; round++) {
      cancellation.throwIfCancelled();
      long start = System.nanoTime();
      copy(from, to, threads);
      long nanos = System.nanoTime() - start;
      best = Math.max(best, 2.0 * LONGS * Long.BYTES / nanos * 1e9);
    }
    return best;
  }

  private static void copy(long[] from, long[] to, int threads) {
    List<Thread> all = new ArrayList<>();
    for (int part = 0; part < threads; part++) {
      int begin = (int) ((long) LONGS * part / threads);
      int end = (int) ((long) LONGS * (part + 1) / threads);
      Thread thread =
          new Thread(() -> System.arraycopy(from, begin, to, begin, end - begin), "bench-copy");
      thread.start();
      all.add(thread);
    }
    boolean interrupted = false;
    for (Thread thread : all) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
