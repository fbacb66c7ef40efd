package org.lungseg.io.internal.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class DecimalStringTest {

  private static final String FORM = "-?(\\d+(\\.\\d+)?|\\d(\\.\\d+)?E-?\\d+)";

  @Test
  void of_numbersOfHeaders_areTheSameText() {
    for (String text :
        new String[] {"0", "2.5", "-173.1767578125", "0.646484375", "1000000", "-0.5"}) {
      assertThat(DecimalString.of(Double.parseDouble(text))).isEqualTo(text);
    }
    assertThat(DecimalString.of(-0.0)).isEqualTo("0");
  }

  @Test
  void of_anyTextThatFits_comesBackToTheBit() {
    SplittableRandom random = new SplittableRandom(3);
    for (int run = 0; run < 20_000; run++) {
      int digits = 1 + random.nextInt(13);
      StringBuilder text = new StringBuilder(random.nextBoolean() ? "-" : "").append("0.");
      for (int digit = 0; digit < digits; digit++) {
        text.append(random.nextInt(10));
      }
      double value = Double.parseDouble(text.toString());
      assertThat(Double.parseDouble(DecimalString.of(value))).isEqualTo(value + 0.0);
    }
  }

  @Test
  void of_anyNumber_isShortAndNear() {
    SplittableRandom random = new SplittableRandom(4);
    for (int run = 0; run < 20_000; run++) {
      double value = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(-30, 30));
      String text = DecimalString.of(value);
      assertThat(text).hasSizeLessThanOrEqualTo(16).matches(FORM);
      assertThat(Double.parseDouble(text)).isCloseTo(value, Percentage.withPercentage(1e-5));
    }
    assertThat(DecimalString.of(1 / 3.0)).isEqualTo("0.33333333333333");
    assertThat(DecimalString.of(-1 / 3e6)).isEqualTo("-3.3333333333E-7");
    assertThat(DecimalString.of(1e300)).isEqualTo("1E300");
  }
}
