package org.lungseg.engine.internal.run;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lungseg.api.SegmenterOptions;

/**
 * Spreads numbered tasks over the calling thread and an executor.
 *
 * <p>The calling thread works too, and waits only for tasks that another thread has begun. So a
 * busy, small or shut-down executor makes the work slower, never stuck, even if the caller is
 * itself one of the executor's threads. Without an executor of the host, daemon threads are made
 * that live as long as one call.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class Workers {

  private final int threads;
  private final Executor executor;

  private Workers(int threads, Executor executor) {
    this.threads = threads;
    this.executor = executor;
  }

  /** Workers as the options say. */
  public static Workers of(SegmenterOptions options) {
    return new Workers(options.threads(), options.executor().orElse(Workers::runOnThreadOfItsOwn));
  }

  /** The same workers, but no more than so many of them at a time. */
  public Workers atMost(int count) {
    return count >= threads ? this : new Workers(count, executor);
  }

  /** The most threads that work at a time, the caller's among them. */
  public int threads() {
    return threads;
  }

  /**
   * Runs the tasks 0 to {@code count − 1}, each once, in no particular order, and returns when all
   * have ended. If one throws, no further ones begin, and the first exception is thrown here.
   *
   * @param perThread makes what runs the tasks of one thread, with buffers of its own
   */
  public void forEach(int count, Supplier<IntConsumer> perThread) {
    Round round = new Round(count, perThread);
    try {
      for (int helper = 1; helper < Math.min(threads, count); helper++) {
        executor.execute(round);
      }
    } catch (RejectedExecutionException e) {
      // The host's executor is full or shut down: the calling thread does the rest.
    }
    round.run();
    round.awaitEnd();
  }

  private static void runOnThreadOfItsOwn(Runnable work) {
    Thread thread = new Thread(work, "lungseg-worker");
    thread.setDaemon(true);
    thread.start();
  }

  private static final class Round implements Runnable {

    private final int count;
    private final Supplier<IntConsumer> perThread;
    private final AtomicInteger next = new AtomicInteger();
    private final Object lock = new Object();
    private int active;
    private boolean ended;
    private @Nullable Throwable failure;

    Round(int count, Supplier<IntConsumer> perThread) {
      this.count = count;
      this.perThread = perThread;
    }

    @Override
    public void run() {
      synchronized (lock) {
        if (ended) {
          return;
        }
        active++;
      }
      Throwable thrown = null;
      try {
        if (next.get() < count) {
          IntConsumer task = perThread.get();
          for (int index = next.getAndIncrement(); index < count; index = next.getAndIncrement()) {
            task.accept(index);
          }
        }
      } catch (RuntimeException | Error e) {
        thrown = e;
        next.set(count);
      }
      synchronized (lock) {
        if (failure == null) {
          failure = thrown;
        }
        active--;
        lock.notifyAll();
      }
    }

    void awaitEnd() {
      boolean interrupted = false;
      Throwable thrown;
      synchronized (lock) {
        ended = true;
        while (active > 0) {
          try {
            lock.wait();
          } catch (InterruptedException e) {
            interrupted = true; // begun tasks still use our buffers, so they must end first
          }
        }
        thrown = failure;
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      if (thrown instanceof RuntimeException e) {
        throw e;
      }
      if (thrown instanceof Error e) {
        throw e;
      }
    }
  }
}
