package org.lungseg.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.Locale;
import org.lungseg.engine.benchmark.NetworkSpeed;

/** Prints what {@link BenchCommand} measured of one volume, and derives ratios from it. */
final class BenchReport {

  private static final String INFER = "infer";
  private static final double MILLIS = 1000;

  private BenchReport() {}

  /** Adds the sums and ratios of the first run to a volume's node. */
  static void derive(ObjectNode volume, JsonNode machine) {
    JsonNode first = volume.path("runs").path(0);
    double wall = sum(first.path("wallMs"));
    double infer = first.path("wallMs").path(INFER).asDouble();
    volume.put("totalMs", wall);
    volume.put("totalCpuMs", sum(first.path("cpuMs")));
    volume.put("outsideNetworkShare", (wall - infer) / wall);
    double later = -wall;
    for (JsonNode run : volume.path("runs")) {
      later += sum(run.path("wallMs"));
    }
    volume.put("firstResultMs", volume.path("processMs").asDouble() - later);
    double floor =
        volume.path("networkOperations").asDouble() / machine.path("gigaflops").asDouble() / 1e6
            + volume.path("bytesToMove").asDouble() / machine.path("memoryGbPerS").asDouble() / 1e6;
    volume.put("floorMs", floor);
    if (machine.has("largeUNetMsPerSlice")) {
      double peer = machine.path("largeUNetMsPerSlice").asDouble() * volume.path("slices").asInt();
      volume.put("largeUNetMs", peer);
      volume.put("timesFasterThanLargeUNet", peer / wall);
    }
  }

  /** Prints the machine's speed. */
  static void printMachine(JsonNode machine, PrintWriter out) {
    line(
        out, "threads %d, Java %s", machine.path("threads").asInt(), machine.path("java").asText());
    line(
        out,
        "convolutions %.0f GFLOP/s, memory %.1f GB/s",
        machine.path("gigaflops").asDouble(),
        machine.path("memoryGbPerS").asDouble());
    if (machine.has("largeUNetMsPerSlice")) {
      line(
          out,
          "U-Net of the size of R231 (29 million weights), %d×%d: %.0f ms a slice, measured on %d",
          NetworkSpeed.SIDE,
          NetworkSpeed.SIDE,
          machine.path("largeUNetMsPerSlice").asDouble(),
          machine.path("largeUNetSlices").asInt());
    }
  }

  /** Prints one volume. */
  static void printVolume(JsonNode volume, PrintWriter out) {
    out.println();
    line(
        out,
        "%s voxels, %.0f MB .nii.gz, %s",
        volume.path("size").asText(),
        volume.path("fileBytes").asDouble() / 1e6,
        volume.path("runs").path(0).path("engine").asText());
    JsonNode first = volume.path("runs").path(0);
    line(out, "  %-14s %9s %9s", "stage", "ms", "cpu ms");
    first
        .path("wallMs")
        .fieldNames()
        .forEachRemaining(
            stage ->
                line(
                    out,
                    "  %-14s %9.0f %9.0f",
                    stage.replace('_', '-'),
                    first.path("wallMs").path(stage).asDouble(),
                    first.path("cpuMs").path(stage).asDouble()));
    line(
        out,
        "  %-14s %9.0f %9.0f",
        "file to file",
        volume.path("totalMs").asDouble(),
        volume.path("totalCpuMs").asDouble());
    line(
        out,
        "  with the start of Java and loading the network %.1f s",
        volume.path("firstResultMs").asDouble() / MILLIS);
    line(
        out,
        "  outside the network %.0f %%, peak memory %.0f MB",
        100 * volume.path("outsideNetworkShare").asDouble(),
        volume.path("peakRssMb").asDouble());
    line(
        out,
        "  floor %.2f s: %.0f GFLOP of convolutions and %.2f GB to move",
        volume.path("floorMs").asDouble() / MILLIS,
        volume.path("networkOperations").asDouble() / 1e9,
        volume.path("bytesToMove").asDouble() / 1e9);
    if (volume.has("largeUNetMs")) {
      line(
          out,
          "  the large U-Net over %d slices, scaled from those measured: %.1f s, %.1f times as"
              + " long",
          volume.path("slices").asInt(),
          volume.path("largeUNetMs").asDouble() / MILLIS,
          volume.path("timesFasterThanLargeUNet").asDouble());
    }
    printRepeats(volume.path("runs"), out);
  }

  /** How memory and time develop over the runs of one process. */
  private static void printRepeats(JsonNode runs, PrintWriter out) {
    if (runs.size() < 2) {
      return;
    }
    line(out, "  %6s %9s %9s", "run", "ms", "RSS MB");
    int step = 1;
    for (int run = 0; run < runs.size(); run++) {
      if ((run + 1) % step == 0 || run == runs.size() - 1) {
        line(
            out,
            "  %6d %9.0f %9.0f",
            run + 1,
            sum(runs.path(run).path("wallMs")),
            runs.path(run).path("rssMb").asDouble());
      }
      if (run + 1 >= 10 * step) {
        step *= 10;
      }
    }
  }

  private static double sum(JsonNode numbers) {
    double sum = 0;
    for (JsonNode number : numbers) {
      sum += number.asDouble();
    }
    return sum;
  }

  private static void line(PrintWriter out, String format, Object... arguments) {
    out.println(String.format(Locale.ROOT, format, arguments));
  }
}
