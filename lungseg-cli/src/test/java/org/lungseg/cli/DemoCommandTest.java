package org.lungseg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lungseg.cli.spi.ExitCode;
import org.lungseg.io.VolumeIO;

class DemoCommandTest {

  @TempDir Path folder;

  @Test
  void demo_writesAllFilesOfBothCasesAndSaysThatAPoorModelIsPoor() throws IOException {
    Path model = TestModel.write(folder.resolve("model"));
    Path output = folder.resolve("demo");

    String out = Cli.run("demo", "-o", output, "--model", model).done().out();

    for (String name : List.of("healthy", "severe")) {
      assertThat(VolumeIO.readCt(output.resolve(name + "-ct.nii.gz")).geometry())
          .isEqualTo(VolumeIO.readLungMask(output.resolve(name + "-truth.nii.gz")).geometry())
          .isEqualTo(VolumeIO.readLungMask(output.resolve(name + "-mask.nii.gz")).geometry());
      assertThat(ImageIO.read(output.resolve(name + "-preview.png").toFile())).isNotNull();
      assertThat(
              new ObjectMapper()
                  .readTree(output.resolve(name + "-report.json").toFile())
                  .path("input")
                  .path("file")
                  .asText())
          .isEqualTo(name + "-ct.nii.gz");
    }
    // The threshold network cannot see dense disease.
    assertThat(out).contains("The agreement is poor");
    assertThat(out.lines().reduce("", (before, line) -> line))
        .contains(output.resolve("healthy-preview.png").toString());
    assertThat(Cli.tree(output)).hasSize(11);

    Outcomes.withoutTrace(
        folder, ExitCode.OUTPUT_REFUSED, List.of("demo", "-o", output, "--model", model));
  }

  @Test
  void demo_folderOfOtherFilesIsNeverReplaced() throws IOException {
    Path output = Files.createDirectory(folder.resolve("demo"));
    Path other = Files.writeString(output.resolve("thesis.txt"), "precious");

    Outcomes.withoutTrace(folder, ExitCode.OUTPUT_REFUSED, List.of("demo", "-o", output));
    Outcomes.withoutTrace(
        folder, ExitCode.OUTPUT_REFUSED, List.of("demo", "-o", output, "--overwrite"));

    assertThat(other).hasContent("precious");
  }

  @Test
  void demo_withTheBundledModel_findsBothLungsOfBothChests() {
    String out = Cli.run("demo", "-o", folder.resolve("demo")).done().out();

    Matcher dice =
        Pattern.compile("(?:both lungs|right lung|left lung) +(\\d\\.\\d+)").matcher(out);
    List<Double> found = new ArrayList<>();
    while (dice.find()) {
      found.add(Double.parseDouble(dice.group(1)));
    }
    assertThat(found).hasSize(6);
    // Phantoms are not what the network was trained on: it takes part of their shoulders for lung.
    assertThat(found.subList(0, 3)).allMatch(value -> value > 0.92);
    assertThat(found.subList(3, 6)).allMatch(value -> value > 0.86);
  }
}
