package org.lungseg.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.lungseg.api.CancellationToken;
import org.lungseg.api.CtVolume;
import org.lungseg.api.ModelSource;
import org.lungseg.api.SegmentationResult;
import org.lungseg.api.Segmenter;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.io.VolumeIO;
import org.lungseg.io.WriteOption;

/**
 * One measured process of {@link BenchCommand}: reads a CT, segments it, writes the mask, and again
 * as often as wished, all with one segmenter. Writes what it saw of itself into a JSON file.
 */
final class BenchRun {

  static final String READ = "read";
  static final String WRITE = "write";
  static final String BUNDLED = "-";
  static final String ANY = "-";

  /** The network is loaded before the CT is read, as in a program that segments many. */
  static final String FIRST = "first";

  /** The network is loaded while the CT is read, as by the command {@code segment}. */
  static final String WHILE_READING = "while-reading";

  private static final int ARGUMENTS = 8;
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String NOTHING = "";

  private final Map<String, Long> wallNanos = new LinkedHashMap<>();
  private final Map<String, Long> cpuNanos = new LinkedHashMap<>();
  private String stage = NOTHING;
  private long wallSince;
  private long cpuSince;

  private BenchRun() {}

  /**
   * Runs it.
   *
   * @param arguments CT, mask, threads, model folder or {@value #BUNDLED}, inference library or
   *     {@value #ANY}, times, {@value #FIRST} or {@value #WHILE_READING}, file for the result
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != ARGUMENTS) {
      throw new IllegalArgumentException("this program is started by 'lungseg bench'");
    }
    Path ct = Path.of(arguments[0]);
    Path mask = Path.of(arguments[1]);
    int threads = Integer.parseInt(arguments[2]);
    int times = Integer.parseInt(arguments[5]);
    SegmenterOptions.Builder options = SegmenterOptions.builder().threads(threads);
    if (!arguments[3].equals(BUNDLED)) {
      options.model(ModelSource.directory(Path.of(arguments[3])));
    }
    if (!arguments[4].equals(ANY)) {
      options.engine(arguments[4]);
    }
    ObjectNode result = Json.object();
    ArrayNode runs = result.putArray("runs");
    try (LoadingSegmenter segmenter =
        LoadingSegmenter.begin(
            () -> Segmenter.load(options.build()), arguments[6].equals(FIRST) ? 1 : threads)) {
      for (int time = 0; time < times; time++) {
        ObjectNode run = new BenchRun().run(segmenter, ct, mask, threads);
        memory("VmRSS:", "rssMb", run);
        runs.add(run);
      }
    }
    memory("VmHWM:", "peakRssMb", result);
    Files.writeString(Path.of(arguments[7]), Json.text(result));
  }

  private ObjectNode run(LoadingSegmenter loading, Path ctFile, Path maskFile, int threads) {
    enter(READ);
    CtVolume ct = VolumeIO.readCt(ctFile);
    enter(NOTHING);
    Segmenter segmenter = loading.get();
    SegmentationResult result =
        segmenter.segment(
            ct,
            (current, fraction) -> enter(current.name().toLowerCase(Locale.ROOT)),
            CancellationToken.create());
    enter(WRITE);
    VolumeIO.writeMask(
        result.labelMask(), maskFile, WriteOption.OVERWRITE, WriteOption.threads(threads));
    enter(NOTHING);
    ObjectNode run = Json.object();
    run.put("engine", result.engine());
    run.put("lungVoxels", result.labelMask().voxelCount());
    ObjectNode wall = run.putObject("wallMs");
    wallNanos.forEach((name, nanos) -> wall.put(name, nanos / 1e6));
    ObjectNode cpu = run.putObject("cpuMs");
    cpuNanos.forEach((name, nanos) -> cpu.put(name, nanos / 1e6));
    return run;
  }

  private synchronized void enter(String next) {
    if (next.equals(stage)) {
      return;
    }
    long wall = System.nanoTime();
    long cpu = cpuTime();
    if (!stage.equals(NOTHING)) {
      wallNanos.merge(stage, wall - wallSince, Long::sum);
      cpuNanos.merge(stage, cpu - cpuSince, Long::sum);
    }
    stage = next;
    wallSince = wall;
    cpuSince = cpu;
  }

  /** What all threads of the process have used so far. */
  private static long cpuTime() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getProcessCpuTime()
        : 0;
  }

  /** Adds a line of the kernel's statement about this process, in MB; Linux only. */
  private static void memory(String line, String name, ObjectNode target) throws IOException {
    if (!Files.isReadable(STATUS)) {
      return;
    }
    for (String text : Files.readAllLines(STATUS)) {
      if (text.startsWith(line)) {
        long kib = Long.parseLong(text.substring(line.length()).replace("kB", "").strip());
        target.put(name, kib * 1024 / 1e6);
      }
    }
  }
}
