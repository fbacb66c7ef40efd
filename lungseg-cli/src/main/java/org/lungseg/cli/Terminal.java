package org.lungseg.cli;

/** Whether somebody is looking. */
final class Terminal {

  /**
   * Set by the launcher where standard error is a terminal. Java itself can only tell whether
   * standard input and output both are one, and from version 22 not even that in the old way.
   */
  private static final String PROPERTY = "lungseg.terminal";

  private Terminal() {}

  /** Whether standard error is a terminal on which a line can be drawn again. */
  static boolean isPresent() {
    String kind = System.getenv("TERM");
    return Boolean.getBoolean(PROPERTY) && kind != null && !kind.equals("dumb");
  }
}
