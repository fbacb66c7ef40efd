package org.lungseg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.lungseg.cli.spi.ExitCode;

/** Checks of how a run ended and what it left on the disk. */
final class Outcomes {

  private Outcomes() {}

  /**
   * Runs a command line that must fail with one line, and checks that the files below a folder are
   * the same as before.
   *
   * @return the line
   */
  static String withoutTrace(Path folder, ExitCode code, List<?> words) {
    List<Path> before = Cli.tree(folder);
    String error = Cli.run(words.toArray()).failed(code);
    assertThat(Cli.tree(folder)).containsExactlyElementsOf(before);
    return error;
  }
}
