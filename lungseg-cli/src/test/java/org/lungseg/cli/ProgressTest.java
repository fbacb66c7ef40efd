package org.lungseg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.lungseg.api.SegmentationStage;

class ProgressTest {

  private final StringWriter err = new StringWriter();

  @Test
  void onProgress_withoutTerminalPrintsALineForEachTenth() {
    try (Progress progress = new Progress(context(false), "ct.nii")) {
      for (int percent = 0; percent <= 100; percent++) {
        progress.onProgress(SegmentationStage.INFER, percent / 100.0);
      }
    }

    assertThat(err.toString().lines())
        .hasSize(10)
        .startsWith("lungseg: ct.nii: 10 % (infer)")
        .endsWith("lungseg: ct.nii: 100 % (infer)");
  }

  @Test
  void onProgress_beforeTheFirstTenthPrintsNothing() {
    try (Progress progress = new Progress(context(false), "ct.nii")) {
      progress.onProgress(SegmentationStage.CHECK, 0.05);
    }

    assertThat(err.toString()).isEmpty();
  }

  @Test
  void onProgress_onTerminalDrawsABarAndTakesItAway() {
    try (Progress progress = new Progress(context(true), "ct.nii")) {
      progress.onProgress(SegmentationStage.CHECK, 0);
      progress.onProgress(SegmentationStage.POST_PROCESS, 1);
    }

    assertThat(err.toString())
        .contains("ct.nii [" + "-".repeat(30) + "]   0 % check")
        .contains("ct.nii [" + "#".repeat(30) + "] 100 % post process")
        .doesNotContain("\n")
        .endsWith("\r\u001b[K");
  }

  private RunContext context(boolean terminal) {
    return new RunContext(new PrintWriter(new StringWriter()), new PrintWriter(err), terminal);
  }
}
