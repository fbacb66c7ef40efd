package org.lungseg.cli;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.lungseg.cli.spi.ExitCode;

/**
 * What Ctrl-C and SIGTERM do: the work is cancelled, cleans up after itself, and the process ends
 * with the work's own exit code, which is {@link ExitCode#CANCELLED} unless the work was done
 * before it heard of it. Work that takes too long to hear, and a second signal, end the process at
 * once.
 *
 * <p>Signals are caught instead of left to shutdown hooks: ONNX Runtime has a hook of its own,
 * which frees what a network that still runs is using, and the process crashes.
 */
final class Interruption {

  /**
   * Reading and writing do not look at the token; the largest usual volume takes less than this.
   */
  private static final long GRACE_SECONDS = 10;

  private static final List<String> SIGNALS = List.of("INT", "TERM", "HUP");

  private final RunContext context;
  private final AtomicBoolean heard = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1);

  private Interruption(RunContext context) {
    this.context = context;
  }

  /** Prepares for interruption of the process from now on. */
  static Interruption install(RunContext context) {
    Interruption interruption = new Interruption(context);
    for (String signal : SIGNALS) {
      Signals.handle(signal, interruption::interrupt);
    }
    // For ends that no signal announces, and for platforms where none is heard.
    Runtime.getRuntime().addShutdownHook(new Thread(interruption::cleanUp, "lungseg-clean-up"));
    return interruption;
  }

  /** To be called when the command has ended, before the process is. */
  void workEnded() {
    ended.countDown();
  }

  private void interrupt() {
    boolean first = heard.compareAndSet(false, true);
    context.cancellation().cancel();
    boolean inTime = false;
    try {
      inTime = ended.await(first ? GRACE_SECONDS : 0, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!inTime) {
      cleanUp();
      context.err().println("lungseg: " + Main.CANCELLED);
      context.err().flush();
      Runtime.getRuntime().halt(ExitCode.CANCELLED.code());
    }
  }

  private void cleanUp() {
    if (ended.getCount() > 0) {
      context.deleteTemporaries();
    }
  }
}
