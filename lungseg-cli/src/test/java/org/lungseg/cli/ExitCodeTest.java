package org.lungseg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.lungseg.api.BudgetExceededException;
import org.lungseg.api.DeviceUnavailableException;
import org.lungseg.api.MissingProviderException;
import org.lungseg.api.OperationCancelledException;
import org.lungseg.api.OutputRefusedException;
import org.lungseg.api.UnreadableFormatException;
import org.lungseg.api.UnusableInputException;
import org.lungseg.api.UnusableModelException;
import org.lungseg.api.VolumeIoException;
import org.lungseg.cli.spi.CommandFailedException;
import org.lungseg.cli.spi.ExitCode;

class ExitCodeTest {

  @Test
  void codes_areThoseOfTheContract() {
    assertThat(Arrays.stream(ExitCode.values()).map(ExitCode::code))
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 130);
  }

  static Stream<Arguments> errors() {
    return Stream.of(
        Arguments.of(new UnreadableFormatException("x"), 3),
        Arguments.of(new UnusableInputException("x"), 3),
        Arguments.of(new VolumeIoException("x"), 3),
        Arguments.of(new UnusableModelException("x"), 4),
        Arguments.of(new DeviceUnavailableException("x"), 4),
        Arguments.of(new MissingProviderException("x"), 4),
        Arguments.of(new BudgetExceededException("x", 2, 1), 5),
        Arguments.of(new OutOfMemoryError("x"), 5),
        Arguments.of(new OutputRefusedException("x"), 6),
        Arguments.of(CommandFailedException.writing(Path.of("f"), new IOException("x")), 6),
        Arguments.of(new OperationCancelledException("x"), 130),
        Arguments.of(new CancellationException("x"), 130),
        Arguments.of(new IllegalArgumentException("x"), 1),
        Arguments.of(new UncheckedIOException(new IOException("x")), 1));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void of_givesTheCodeOfEachError(Throwable error, int code) {
    assertThat(ExitCode.of(error).code()).isEqualTo(code);
  }

  @Test
  void about_putsTheFileInFrontUnlessItIsThere() {
    Path file = Path.of("folder", "ct.nii");

    assertThat(CommandFailedException.about(file, new UnusableInputException("all air")))
        .hasMessage(file + ": all air");
    assertThat(CommandFailedException.about(file, new UnusableInputException(file + ": all air")))
        .hasMessage(file + ": all air");
  }
}
