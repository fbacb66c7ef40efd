package org.lungseg.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.lungseg.api.ProgressListener;
import org.lungseg.api.SegmentationStage;
import org.lungseg.cli.spi.CommandContext;

/**
 * Shows how far a segmentation has come: a bar that is drawn again and again on a terminal, a line
 * for each tenth otherwise. Safe for use by many threads.
 */
final class Progress implements ProgressListener, AutoCloseable {

  private static final int BAR_WIDTH = 30;
  private static final long REDRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int TENTH = 10;
  private static final String ERASE_LINE = "\r\u001b[K";

  private final PrintWriter err;
  private final boolean terminal;
  private final String what;
  private int lastTenth;
  private long lastDrawnNanos;
  private boolean drawn;

  /**
   * Starts at nothing.
   *
   * @param what the work, such as the name of its input
   */
  Progress(CommandContext context, String what) {
    this.err = context.err();
    this.terminal = context.isTerminal();
    this.what = what;
  }

  @Override
  public synchronized void onProgress(SegmentationStage stage, double fraction) {
    int percent = (int) Math.round(100 * Math.min(1, Math.max(0, fraction)));
    if (terminal) {
      drawBar(stage, percent);
    } else if (percent / TENTH > lastTenth) {
      lastTenth = percent / TENTH;
      err.println(
          String.format(Locale.ROOT, "lungseg: %s: %d %% (%s)", what, percent, name(stage)));
    }
  }

  /** Takes the bar away. */
  @Override
  public synchronized void close() {
    if (drawn) {
      err.print(ERASE_LINE);
      err.flush();
      drawn = false;
    }
  }

  private void drawBar(SegmentationStage stage, int percent) {
    long now = System.nanoTime();
    if (drawn && percent < 100 && now - lastDrawnNanos < REDRAW_NANOS) {
      return;
    }
    lastDrawnNanos = now;
    drawn = true;
    int filled = BAR_WIDTH * percent / 100;
    err.print(
        String.format(
            Locale.ROOT,
            "%s%s [%s%s] %3d %% %s",
            ERASE_LINE,
            what,
            "#".repeat(filled),
            "-".repeat(BAR_WIDTH - filled),
            percent,
            name(stage)));
    err.flush();
  }

  private static String name(SegmentationStage stage) {
    return stage.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
