package org.lungseg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lungseg.cli.spi.ExitCode;

/** The command line as a process of its own, as the launcher starts it. */
class ProcessTest {

  private static final long PATIENCE_SECONDS = 120;

  @TempDir Path folder;

  @Test
  void main_failureIsTheExitCodeAndOneLineOnStandardError() throws Exception {
    Path missing = folder.resolve("missing.nii.gz");
    Process process = start("segment", missing, "-o", folder.resolve("mask.nii.gz"));

    List<String> err = lines(process.errorReader(StandardCharsets.UTF_8));
    List<String> out = lines(process.inputReader(StandardCharsets.UTF_8));

    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(ExitCode.INPUT_UNUSABLE.code());
    assertThat(err).containsExactly("lungseg: " + missing + ": no such file or folder");
    assertThat(out).isEmpty();
    assertThat(Cli.tree(folder)).containsExactly(folder);
  }

  @Test
  void main_successKeepsTheChatterOfTheLibrariesBack() throws Exception {
    Path chest = TestInputs.chest(folder.resolve("chest.nii.gz"));
    Path model = TestModel.write(folder.resolve("model"));
    Process process =
        start("segment", chest, "-o", folder.resolve("mask.nii.gz"), "--model", model);

    List<String> err = lines(process.errorReader(StandardCharsets.UTF_8));
    List<String> out = lines(process.inputReader(StandardCharsets.UTF_8));

    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("standard error: %s", err).isZero();
    assertThat(err).allMatch(line -> line.matches("lungseg: chest\\.nii\\.gz: \\d+ % .*"));
    assertThat(out).anyMatch(line -> line.startsWith("right lung"));
  }

  @Test
  void main_terminatedEndsWith130AndLeavesNothing() throws Exception {
    Path chest = TestInputs.chest(folder.resolve("chest.nii.gz"));
    Path model = TestModel.writeSlow(folder.resolve("model"));
    List<Path> before = Cli.tree(folder);
    Process process =
        start(
            "segment",
            chest,
            "-o",
            folder.resolve("mask.nii.gz"),
            "--preview",
            folder.resolve("picture.png"),
            "--model",
            model);

    List<String> err = new ArrayList<>();
    try (BufferedReader reader = process.errorReader(StandardCharsets.UTF_8)) {
      String line = reader.readLine();
      assertThat(line).as("a first line of progress").contains("% (");
      assertThat(Cli.tree(folder)).as("work in progress").hasSizeGreaterThan(before.size());
      process.toHandle().destroy(); // SIGTERM, and unlike Process.destroy the streams stay open
      while (line != null) {
        err.add(line);
        line = reader.readLine();
      }
    }

    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(ExitCode.CANCELLED.code());
    assertThat(err).last().asString().contains("cancelled");
    assertThat(Cli.tree(folder)).containsExactlyElementsOf(before);
  }

  private static Process start(Object... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx1g", "-XX:+UseSerialGC", "-cp", classPath()));
    command.add(Main.class.getName());
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    Path home = Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir")));
    return new ProcessBuilder(command).directory(home.toFile()).start();
  }

  /** The class path of the tests; Surefire hides the real one behind a jar of its own. */
  private static String classPath() {
    return Objects.requireNonNullElseGet(
        System.getProperty("surefire.test.class.path"),
        () -> Objects.requireNonNull(System.getProperty("java.class.path")));
  }

  private static List<String> lines(BufferedReader reader) throws IOException {
    try (reader) {
      return reader.lines().toList();
    }
  }
}
