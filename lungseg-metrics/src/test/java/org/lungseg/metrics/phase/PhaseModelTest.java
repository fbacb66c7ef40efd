package org.lungseg.metrics.phase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lungseg.api.UnusableModelException;

class PhaseModelTest {

  @Property(tries = 100)
  void read_whatToTextWrote_isTheSame(
      @ForAll @DoubleRange(min = -9, max = 9) double weight,
      @ForAll @DoubleRange(min = 0.01, max = 9) double deviation,
      @ForAll @DoubleRange(min = 0.5, max = 1) double limit)
      throws IOException {
    PhaseModel model =
        new PhaseModel(
            new PhaseModel.ScanRule(
                List.of(
                    new PhaseModel.Term(PhaseFeature.VOLUME, 8.3, deviation, weight),
                    new PhaseModel.Term(PhaseFeature.DOME, 0.2, 0.1, -weight)),
                weight / 3,
                limit),
            new PhaseModel.PairRule(weight, 1e-17, 3, 4, limit),
            "a test");

    assertThat(PhaseModel.read(new StringReader(model.toText()))).isEqualTo(model);
  }

  @Test
  void bundled_isThereAndSaysWhereItIsFrom() {
    PhaseModel model = PhaseModel.bundled();

    assertThat(model.origin()).contains("simulated");
    assertThat(model.scan().terms())
        .extracting(PhaseModel.Term::feature)
        .containsExactly(
            PhaseFeature.VOLUME,
            PhaseFeature.TISSUE,
            PhaseFeature.MID_DEPTH,
            PhaseFeature.DOME_TO_TOP,
            PhaseFeature.MEDIASTINUM);
    // More lung and less tissue speak for the inhale.
    assertThat(model.pair().volume()).isPositive();
    assertThat(model.pair().tissue()).isPositive();
    assertThat(model.pair().volumeOnly()).isPositive();
    assertThat(model.pair().tissueOnly()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "scan.answerFrom = 0.4",
        "scan.answerFrom = much",
        "scan.intercept = NaN",
        "pair.volume =",
        "scan.term.lnVolumeMl = 8 0 1",
        "scan.term.lnVolumeMl = 8 1",
        "scan.term.lnMoon = 8 1 1"
      })
  void read_damagedLine_isAnUnusableModel(String line) {
    String whole =
        new PhaseModel(
                new PhaseModel.ScanRule(List.of(), 0, 0.9),
                new PhaseModel.PairRule(1, 1, 1, 1, 0.9),
                "a test")
            .toText();

    // The last line of a key counts.
    assertThatThrownBy(() -> PhaseModel.read(new StringReader(whole + line + "\n")))
        .isInstanceOf(UnusableModelException.class);
  }

  @Test
  void read_missingNumber_isNamed() {
    assertThatThrownBy(() -> PhaseModel.read(new StringReader("scan.intercept = 1\n")))
        .isInstanceOf(UnusableModelException.class)
        .hasMessageContaining("scan.answerFrom");
  }
}
