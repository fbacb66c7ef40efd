package org.lungseg.examples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Runs a program in a process of its own, so that relative paths lie in a folder of choice. */
final class TestProcess {

  private TestProcess() {}

  /**
   * How a process ended.
   *
   * @param code its exit code
   * @param output what it wrote to both streams
   */
  record Outcome(int code, String output) {}

  /** Runs a class to its end. */
  static Outcome run(Path folder, String classPath, String mainClass, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx2g", "-Djava.awt.headless=true", "-cp", classPath, mainClass));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), output);
  }

  /** The class path of the tests; Surefire hides the real one behind a jar of its own. */
  static String classPath() {
    return Objects.requireNonNullElseGet(
        System.getProperty("surefire.test.class.path"),
        () -> Objects.requireNonNull(System.getProperty("java.class.path")));
  }
}
