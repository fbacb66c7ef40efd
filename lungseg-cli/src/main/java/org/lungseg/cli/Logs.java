package org.lungseg.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is logged to standard error: of a process of our own what {@code logback.xml} beside this
 * class says. In a host's process the host's settings stay.
 */
final class Logs {

  private static final String CONFIGURATION = "logback.configurationFile";
  private static final String OURS = "org/lungseg/cli/logback.xml";

  private Logs() {}

  /** Chooses our settings, unless the user chose others. Comes before anything is logged. */
  static void useOurs() {
    if (System.getProperty(CONFIGURATION) == null) {
      System.setProperty(CONFIGURATION, OURS);
    }
  }

  /** Logs what the libraries do, too. */
  static void beVerbose() {
    if (!OURS.equals(System.getProperty(CONFIGURATION))) {
      return;
    }
    for (String name : new String[] {org.slf4j.Logger.ROOT_LOGGER_NAME, "ai.djl"}) {
      if (LoggerFactory.getLogger(name) instanceof Logger logger) {
        logger.setLevel(Level.INFO);
      }
    }
  }
}
