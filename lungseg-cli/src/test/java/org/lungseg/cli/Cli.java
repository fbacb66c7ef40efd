package org.lungseg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.lungseg.cli.spi.ExitCode;

/** Runs the command line in this process. */
final class Cli {

  /**
   * How a run ended.
   *
   * @param code the exit code
   * @param out standard output
   * @param err the lines of standard error
   */
  record Outcome(int code, String out, List<String> err) {

    /** Checks that the run succeeded. */
    Outcome done() {
      assertThat(code).as("exit code; standard error was %s", err).isZero();
      return this;
    }

    /** Checks that the run failed with a code and exactly one line. */
    String failed(ExitCode expected) {
      assertThat(code).as("exit code; standard error was %s", err).isEqualTo(expected.code());
      assertThat(err).hasSize(1);
      assertThat(err.get(0)).startsWith("lungseg: ");
      assertThat(out).isEmpty();
      return err.get(0);
    }
  }

  private Cli() {}

  /** Runs a command line; arguments may be paths. */
  static Outcome run(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] words = Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new);
    int code = Main.run(words, new PrintWriter(out), new PrintWriter(err));
    return new Outcome(code, out.toString(), err.toString().lines().toList());
  }

  /** All files and folders below one, to see what a run left behind. */
  static List<Path> tree(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.sorted().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
