package org.lungseg.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.lungseg.api.CtVolume;
import org.lungseg.api.EngineChoice;
import org.lungseg.api.Label;
import org.lungseg.api.LabelMask;
import org.lungseg.api.SegmentationResult;
import org.lungseg.api.SegmentationWarning;
import org.lungseg.api.SpacingOrigin;

/**
 * What there is to tell of a segmentation, as JSON and as text. Of the input it names the file and
 * no folder, and nothing that the file says of the patient.
 */
final class SegmentationReport {

  private static final int CHECKSUM_DIGITS = 12;
  private static final double MILLIS_PER_SECOND = 1000;

  private final String inputName;
  private final CtVolume ct;
  private final SegmentationResult result;

  SegmentationReport(Path input, CtVolume ct, SegmentationResult result) {
    this.inputName = String.valueOf(input.toAbsolutePath().normalize().getFileName());
    this.ct = ct;
    this.result = result;
  }

  /** The report as a JSON document. */
  String json() {
    ObjectNode report = Json.object();
    report.put("lungseg", Version.current());
    ObjectNode input = report.putObject("input");
    input.put("file", inputName);
    Json.putGeometry(input, ct.geometry());
    input.put("domain", lower(ct.domain()));
    report.set("mask", Json.volumes(result.labelMask()));
    result
        .quality()
        .ifPresent(
            quality ->
                report
                    .putObject("quality")
                    .put("score", quality.value())
                    .put("expectedDice", quality.expectedDice())
                    .put("balance", quality.balance()));
    ObjectNode model = report.putObject("model");
    model.put("name", result.model().name());
    model.put("version", result.model().version());
    model.put("sha256", result.model().sha256());
    report.put("engine", result.engine());
    result
        .engineChoice()
        .ifPresent(
            choice -> {
              ObjectNode chosen = report.putObject("engineChoice");
              chosen.put("name", choice.name()).put("reason", lower(choice.reason()));
              choice.others().forEach(chosen.putArray("others")::add);
            });
    report.put("device", result.device().toString());
    report.put("threads", result.threads());
    ObjectNode timings = report.putObject("timingsMs");
    result.timings().forEach((stage, time) -> timings.put(lower(stage), millis(time)));
    timings.put("total", millis(result.totalTime()));
    ArrayNode warnings = report.putArray("warnings");
    for (SegmentationWarning warning : result.warnings()) {
      warnings
          .addObject()
          .put("kind", lower(warning.kind()))
          .put("message", warning.message())
          .put("repaired", warning.repaired());
    }
    return Json.text(report) + System.lineSeparator();
  }

  /** Prints a summary for people. */
  void print(PrintWriter out) {
    printVolumes(out, result.labelMask());
    printRun(out);
  }

  /** Prints how the mask came about: model, time, warnings. */
  void printRun(PrintWriter out) {
    out.println(
        String.format(
            Locale.ROOT,
            "model       %s %s (sha256 %s…), %s on %s, %d %s",
            result.model().name(),
            result.model().version(),
            result.model().sha256().substring(0, CHECKSUM_DIGITS),
            result.engine(),
            result.device(),
            result.threads(),
            result.threads() == 1 ? "thread" : "threads"));
    result
        .engineChoice()
        .filter(EngineChoice::isByPreference)
        .ifPresent(choice -> out.println("engine      " + choice + "; --engine chooses another"));
    out.println(
        String.format(
            Locale.ROOT, "time        %.1f s", millis(result.totalTime()) / MILLIS_PER_SECOND));
    result
        .quality()
        .ifPresent(
            quality ->
                out.println(
                    String.format(
                        Locale.ROOT,
                        "quality     %.3f (expected Dice %.3f, balance of the lungs %.2f)",
                        quality.value(),
                        quality.expectedDice(),
                        quality.balance())));
    for (SegmentationWarning warning : result.warnings()) {
      out.println((warning.repaired() ? "repaired    " : "warning     ") + warning.message());
    }
  }

  private static void printVolumes(PrintWriter out, LabelMask mask) {
    for (Label label : mask.labels().labels()) {
      out.println(String.format(Locale.ROOT, "%-12s%s", label.name(), amount(mask, label.value())));
    }
    out.println(String.format(Locale.ROOT, "%-12s%s", "together", amount(mask, 0)));
  }

  /** The size of one structure, or of all for 0; in voxels where a millilitre is not known. */
  private static String amount(LabelMask mask, int value) {
    if (mask.geometry().spacingOrigin() == SpacingOrigin.ASSUMED) {
      long voxels = value == 0 ? mask.voxelCount() : mask.voxelCount(value);
      return String.format(Locale.ROOT, "%,9d voxels (spacing unknown)", voxels);
    }
    double ml = value == 0 ? mask.volumeMl() : mask.volumeMl(value);
    return String.format(Locale.ROOT, "%9.1f mL", ml);
  }

  private static double millis(Duration time) {
    return time.toNanos() / 1e6;
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
