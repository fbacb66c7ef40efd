package org.lungseg.cli.spi;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.lungseg.api.CancellationToken;

/** What a running command has to do with the world outside. Safe for use by many threads. */
public interface CommandContext {

  /** For results, which may be piped on. */
  PrintWriter out();

  /** For progress and warnings. */
  PrintWriter err();

  /** Whether {@link #err} is a terminal on which a line may be drawn again and again. */
  boolean isTerminal();

  /** Cancelled when the user interrupts the command; long work passes it on or asks it often. */
  CancellationToken cancellation();

  /**
   * Names a temporary file or folder that goes away even if the command, once cancelled, does not
   * end in time. Deleting it otherwise stays the command's own duty.
   */
  void deleteOnAbort(Path temporary);
}
