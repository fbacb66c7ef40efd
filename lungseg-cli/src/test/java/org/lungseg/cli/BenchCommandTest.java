package org.lungseg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lungseg.cli.spi.ExitCode;

class BenchCommandTest {

  @TempDir Path folder;

  @Test
  void bench_measuresEachStageInAProcessOfItsOwn() throws IOException {
    Path json = folder.resolve("bench.json");

    Cli.Outcome result =
        Cli.run(
            "bench",
            "--sizes",
            "3",
            "--repeat",
            "2",
            "--peer-slices",
            "0",
            "--threads",
            "1",
            "--engine",
            "onnxruntime",
            "--json",
            json);

    result.done();
    assertThat(result.out())
        .contains("512×512×3 voxels", "ONNX Runtime", "infer", "file to file", "peak memory");
    JsonNode report = new ObjectMapper().readTree(json.toFile());
    assertThat(report.path("machine").path("gigaflops").asDouble()).isPositive();
    assertThat(report.path("machine").path("memoryGbPerS").asDouble()).isPositive();
    assertThat(report.path("machine").has("largeUNetMsPerSlice")).isFalse();
    JsonNode volume = report.path("volumes").path(0);
    assertThat(volume.path("slices").asInt()).isEqualTo(3);
    assertThat(volume.path("runs")).hasSize(2);
    List<String> stages = new ArrayList<>();
    volume.path("runs").path(0).path("wallMs").fieldNames().forEachRemaining(stages::add);
    assertThat(stages)
        .containsExactly("read", "check", "resample", "infer", "restore", "post_process", "write");
    assertThat(volume.path("processMs").asDouble())
        .isGreaterThan(volume.path("totalMs").asDouble());
    assertThat(volume.path("firstResultMs").asDouble())
        .as("the second run is no part of the time to the first result")
        .isGreaterThan(volume.path("totalMs").asDouble())
        .isLessThan(
            volume.path("processMs").asDouble()
                - volume.path("runs").path(1).path("wallMs").path("infer").asDouble());
    assertThat(volume.path("networkOperations").asDouble()).isGreaterThan(1e9);
    assertThat(volume.path("floorMs").asDouble())
        .isPositive()
        .isLessThan(volume.path("processMs").asDouble());
    // The small CT holds a whole chest.
    JsonNode small = report.path("volumes").path(1);
    assertThat(small.path("runs").path(0).path("lungVoxels").asLong()).isGreaterThan(10_000);
    if (Files.isReadable(Path.of("/proc/self/status"))) {
      assertThat(volume.path("peakRssMb").asDouble()).isGreaterThan(50);
      assertThat(volume.path("runs").path(1).path("rssMb").asDouble()).isGreaterThan(50);
    }
  }

  @Test
  @Tag("full")
  void bench_withThePeer_saysHowMuchLongerItTakes() throws IOException {
    Path json = folder.resolve("bench.json");

    Cli.Outcome result =
        Cli.run("bench", "--sizes", "20", "--peer-slices", "1", "--threads", "1", "--json", json);

    result.done();
    JsonNode report = new ObjectMapper().readTree(json.toFile());
    // 96 GFLOP a slice: no processor does that in a few milliseconds.
    assertThat(report.path("machine").path("largeUNetMsPerSlice").asDouble()).isGreaterThan(5);
    assertThat(report.path("volumes").path(0).path("timesFasterThanLargeUNet").asDouble())
        .isGreaterThan(1);
  }

  @Test
  void bench_jsonThatExists_isRefusedBeforeTheWork() throws IOException {
    Path json = Files.writeString(folder.resolve("bench.json"), "mine");

    String error = Cli.run("bench", "--sizes", "3", "--json", json).failed(ExitCode.OUTPUT_REFUSED);

    assertThat(error).contains("bench.json");
    assertThat(json).hasContent("mine");
  }

  @Test
  void bench_engineThatIsNotThere_isCode4BeforeTheWork() {
    String error = Cli.run("bench", "--engine", "pytorch").failed(ExitCode.MODEL_UNUSABLE);

    assertThat(error).contains("lungseg-engine-pytorch");
  }

  @Test
  void bench_sizeThatIsTooLarge_isWrongUsage() {
    assertThat(Cli.run("bench", "--sizes", "100,5000").code()).isEqualTo(2);
    assertThat(Cli.run("bench", "--sizes", "0").code()).isEqualTo(2);
  }
}
