package org.lungseg.engine.internal.device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the system: on Linux the files of the driver under {@code /proc/driver/nvidia}, elsewhere
 * (or where a container hides them) the program {@code nvidia-smi} that comes with the driver.
 */
final class SystemDriverProbe implements DriverProbe {

  private static final Logger LOG = LoggerFactory.getLogger(SystemDriverProbe.class);

  private static final Path PROC = Path.of("/proc/driver/nvidia");
  private static final List<String> PROGRAM =
      List.of("nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader");
  private static final int TIMEOUT_SECONDS = 10;

  /**
   * The first line of {@code version}: {@code NVRM version: NVIDIA UNIX x86_64 Kernel Module
   * 535.104.05 Sat Aug …}, or {@code … Open Kernel Module for x86_64 560.35.03 Release Build …}.
   */
  private static final Pattern MODULE =
      Pattern.compile("NVRM version:.*Kernel Module.*?\\s(\\d+(?:\\.\\d+){1,2})\\s");

  private final Path proc;
  private final List<String> program;
  private final @Nullable String visible;

  SystemDriverProbe() {
    this(PROC, PROGRAM, System.getenv("CUDA_VISIBLE_DEVICES"));
  }

  /**
   * A probe that looks elsewhere.
   *
   * @param proc in place of {@code /proc/driver/nvidia}
   * @param program in place of {@code nvidia-smi}
   * @param visible in place of the environment variable {@code CUDA_VISIBLE_DEVICES}
   */
  SystemDriverProbe(Path proc, List<String> program, @Nullable String visible) {
    this.proc = proc;
    this.program = program;
    this.visible = visible;
  }

  @Override
  public Optional<NvidiaDriver> find() {
    return fromFiles()
        .or(this::fromProgram)
        .map(driver -> new NvidiaDriver(driver.version(), visible(driver.cards())));
  }

  private Optional<NvidiaDriver> fromFiles() {
    Path cards = proc.resolve("gpus");
    try {
      Optional<String> version = moduleVersion(Files.readString(proc.resolve("version")));
      if (version.isEmpty() || !Files.isDirectory(cards)) {
        return Optional.empty();
      }
      try (Stream<Path> folders = Files.list(cards)) {
        return Optional.of(new NvidiaDriver(version.get(), (int) folders.count()));
      }
    } catch (IOException e) {
      LOG.debug("No driver of NVIDIA in {}: {}", proc, e.toString());
      return Optional.empty();
    }
  }

  static Optional<String> moduleVersion(String text) {
    Matcher matcher = MODULE.matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private Optional<NvidiaDriver> fromProgram() {
    try {
      Process process = new ProcessBuilder(program).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String text;
      try {
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
          LOG.debug("{} does not answer", program);
          return Optional.empty();
        }
        text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      } finally {
        process.destroyForcibly();
      }
      return process.exitValue() == 0 ? programAnswer(text) : Optional.empty();
    } catch (IOException e) {
      LOG.debug("{} cannot be run: {}", program, e.toString());
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** A line with the driver's version for each card. */
  static Optional<NvidiaDriver> programAnswer(String text) {
    List<String> lines = text.lines().map(String::strip).filter(NvidiaDriver::isVersion).toList();
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of(new NvidiaDriver(lines.get(0), lines.size()));
  }

  /** How many cards a program sees; the variable lists them, and may list none. */
  private int visible(int cards) {
    if (visible == null) {
      return cards;
    }
    int listed = 0;
    for (String entry : visible.split(",", -1)) {
      if (entry.isBlank() || entry.strip().startsWith("-")) {
        break; // CUDA takes no card from an invalid entry on
      }
      listed++;
    }
    return Math.min(cards, listed);
  }
}
