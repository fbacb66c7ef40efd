package org.lungseg.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The native libraries we ship must not be able to call home; see docs/decisions/0007. */
class NoTelemetryTest {

  @ParameterizedTest
  @ValueSource(strings = {"linux-x64", "linux-aarch64"})
  void nativeLibrary_ofOnnxRuntime_namesNoTelemetryCollector(String platform) throws IOException {
    String name = "/ai/onnxruntime/native/" + platform + "/libonnxruntime.so";
    try (InputStream library = NoTelemetryTest.class.getResourceAsStream(name)) {
      assertThat(library).as(name).isNotNull();
      String text =
          new String(library.readAllBytes(), StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
      assertThat(text.contains("onnxruntime")).isTrue();
      assertThat(text.contains("posixtelemetry")).isFalse();
      assertThat(text.contains("events.data.microsoft.com")).isFalse();
      assertThat(text.contains("/etc/machine-id")).isFalse();
    }
  }
}
