package org.lungseg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.lungseg.engine.ModelDescription;
import org.lungseg.engine.ModelPackage;

/** The model card tells the figures of the network that is shipped, not of an older one. */
class ModelCardTest {

  private static final String EACH_CASE = ".dice";

  @Test
  void modelCard_validationTable_hasTheFiguresOfModelJson() throws IOException {
    String card = Files.readString(Path.of("..", "docs", "model-card.md"));
    ModelDescription model =
        ModelPackage.readBundled(ModelCardTest.class.getClassLoader()).description();
    assertThat(card).contains(model.name() + " " + model.version());
    assertThat(model.validation()).isNotEmpty();
    for (Map.Entry<String, Double> figure : model.validation().entrySet()) {
      String value = String.format(Locale.ROOT, "%.4f", figure.getValue());
      assertThat(card).as(figure.getKey()).contains(value);
      if (figure.getKey().endsWith(EACH_CASE)) {
        String name = figure.getKey().substring(0, figure.getKey().length() - EACH_CASE.length());
        assertThat(card.lines().filter(line -> line.toLowerCase(Locale.ROOT).contains(name)))
            .as(name)
            .anyMatch(line -> line.contains(value));
      }
    }
  }
}
