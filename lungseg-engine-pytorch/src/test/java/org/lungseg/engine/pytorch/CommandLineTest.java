package org.lungseg.engine.pytorch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lungseg.cli.Main;
import org.lungseg.io.VolumeIO;
import org.lungseg.phantom.ChestPhantom;

/** The command line with both engines on the class path says which one it took, and why. */
class CommandLineTest {

  @TempDir static Path shared;

  @TempDir Path folder;

  @BeforeAll
  static void writeChest() {
    VolumeIO.writeCt(
        ChestPhantom.builder().size(96, 96, 32).spacingMm(4, 4, 9).build().generate().ct(),
        shared.resolve("chest.nii.gz"));
  }

  @Test
  void segment_noEngineNamed_printsThatOneWasPreferred() throws IOException {
    assertThat(segment())
        .contains("ONNX Runtime")
        .contains("engine      OnnxRuntime (preferred to PyTorch); --engine chooses another");
    assertThat(report())
        .contains("\"name\" : \"OnnxRuntime\"", "\"reason\" : \"preferred\"", "\"PyTorch\"");
  }

  @Test
  void segment_pyTorchNamed_runsOnIt() throws IOException {
    assertThat(segment("--engine", "pytorch"))
        .containsPattern("PyTorch 2\\.\\d+\\.\\d+ on cpu, 2 threads")
        .doesNotContain("preferred");
    assertThat(report()).contains("\"name\" : \"PyTorch\"", "\"reason\" : \"asked_for\"");
  }

  private String segment(String... more) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("segment", shared.resolve("chest.nii.gz").toString()));
    words.addAll(List.of("-o", folder.resolve("mask.nii.gz").toString(), "--threads", "2"));
    words.addAll(List.of("--report", folder.resolve("report.json").toString()));
    words.addAll(List.of(more));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(words.toArray(new String[0]), new PrintWriter(out), new PrintWriter(err));
    assertThat(code).as("%s", err).isZero();
    return out.toString();
  }

  private String report() throws IOException {
    return Files.readString(folder.resolve("report.json"));
  }
}
