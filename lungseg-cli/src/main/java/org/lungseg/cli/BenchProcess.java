package org.lungseg.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.lungseg.api.CancellationToken;
import org.lungseg.api.OperationCancelledException;
import org.lungseg.cli.spi.CommandFailedException;
import org.lungseg.cli.spi.ExitCode;

/**
 * Starts {@link BenchRun} in a Java of its own, with the settings of this one: memory is then that
 * of one segmentation and time includes the start of Java, as for a user.
 */
final class BenchProcess {

  private static final long POLL_MILLIS = 20;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Path folder;
  private final CancellationToken cancellation;

  /**
   * Processes that keep their files in a folder.
   *
   * @param folder exists; the caller deletes it
   */
  BenchProcess(Path folder, CancellationToken cancellation) {
    this.folder = folder;
    this.cancellation = cancellation;
  }

  /**
   * Runs it to its end.
   *
   * @param load when the network is loaded: {@link BenchRun#FIRST}, {@link BenchRun#WHILE_READING}
   * @return what the process tells of itself, and {@code processMs}, from its start to its end
   * @throws OperationCancelledException if the work was cancelled; the process is ended
   * @throws CommandFailedException if the process fails
   */
  ObjectNode run(Path ct, int threads, String model, String engine, int times, String load) {
    Path result = folder.resolve("result.json");
    Path log = folder.resolve("log.txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(BenchRun.class.getName());
    command.add(ct.toString());
    command.add(folder.resolve("mask.nii.gz").toString());
    command.add(Integer.toString(threads));
    command.add(model);
    command.add(engine);
    command.add(Integer.toString(times));
    command.add(load);
    command.add(result.toString());
    try {
      Files.deleteIfExists(result);
      long start = System.nanoTime();
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      int status = await(process);
      double millis = (System.nanoTime() - start) / 1e6;
      if (status != 0) {
        throw new CommandFailedException(
            ExitCode.INTERNAL_ERROR, "the measured process failed: " + lastLine(log), null);
      }
      ObjectNode told = (ObjectNode) MAPPER.readTree(result.toFile());
      told.put("processMs", millis);
      return told;
    } catch (IOException e) {
      throw new CommandFailedException(
          ExitCode.INTERNAL_ERROR, "the measured process failed: " + e.getMessage(), e);
    }
  }

  private int await(Process process) {
    try {
      while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        cancellation.throwIfCancelled();
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OperationCancelledException("interrupted while a measured process ran");
    } finally {
      process.destroyForcibly();
    }
  }

  private static String lastLine(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return lines.isEmpty() ? "it says nothing" : lines.get(lines.size() - 1);
  }
}
