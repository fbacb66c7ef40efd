package org.lungseg.training.cli;

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
import org.lungseg.training.SyntheticDataset;

/** Trains a very small network on synthetic chests and asks what pictures cost it. */
class AppearanceCommandTest {

  @TempDir static Path folder;

  @BeforeAll
  static void trainANetwork() throws IOException {
    SyntheticDataset.write(folder, List.of("one"), List.of("two"));
    Files.writeString(folder.resolve("recipe.yaml"), SyntheticDataset.recipe(150));
    assertThat(
            run(
                new StringWriter(),
                "train",
                folder.resolve("recipe.yaml").toString(),
                "--run",
                folder.resolve("run").toString(),
                "--export",
                folder.resolve("model").toString()))
        .isZero();
  }

  @Test
  void appearance_ofAHounsfieldScan_givesARowForEachPictureWithItsCost() {
    StringWriter said = new StringWriter();
    assertThat(appearance(said, folder.resolve("model").toString())).isZero();
    List<List<String>> rows =
        said.toString().lines().skip(2).map(AppearanceCommandTest::cells).toList();
    assertThat(rows)
        .extracting(row -> row.get(1) + ": " + row.get(2))
        .containsExactly(
            "two, 96×96: as it is",
            "two, 96×96: window",
            "two, 96×96: min-max",
            "two, 96×96: min-max, CLAHE",
            "mean of 1: window",
            "mean of 1: min-max",
            "mean of 1: min-max, CLAHE");
    double plain = Double.parseDouble(rows.get(0).get(3));
    assertThat(plain).isGreaterThan(0.8);
    for (int at = 1; at < 4; at++) {
      double cost = Double.parseDouble(rows.get(at).get(4));
      assertThat(plain - Double.parseDouble(rows.get(at).get(3)))
          .isEqualTo(cost, org.assertj.core.api.Assertions.within(2e-4));
      assertThat(rows.get(at + 3).get(4)).isEqualTo(rows.get(at).get(4));
    }
  }

  @Test
  void appearance_noModelThere_isWrongInput() {
    StringWriter said = new StringWriter();
    assertThat(appearance(said, folder.resolve("nowhere").toString())).isEqualTo(3);
    assertThat(said.toString()).contains("nowhere");
  }

  @Test
  void appearance_twoModelsOfOneName_areWrongInput() {
    StringWriter said = new StringWriter();
    String model = folder.resolve("model").toString();
    assertThat(appearance(said, model + "," + model)).isEqualTo(3);
    assertThat(said.toString()).contains("two models 'model'").doesNotContain("| case |");
  }

  private static List<String> cells(String row) {
    List<String> cells = new ArrayList<>();
    for (String cell : row.split("\\|", -1)) {
      cells.add(cell.strip());
    }
    return cells.subList(1, cells.size() - 1);
  }

  private static int appearance(StringWriter said, String model) {
    return run(said, "appearance", folder.resolve("dataset.yaml").toString(), "--models", model);
  }

  private static int run(StringWriter said, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data", folder.toString()));
    PrintWriter out = new PrintWriter(said);
    PrintWriter err = new PrintWriter(arguments[0].equals("train") ? new StringWriter() : said);
    return Main.run(all.toArray(String[]::new), out, err);
  }
}
