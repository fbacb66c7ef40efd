package org.lungseg.engine.internal.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lungseg.api.Device;
import org.lungseg.api.DeviceUnavailableException;

/** What stands in the way of a graphics card is said in words, without one at hand. */
class GpuCheckTest {

  private static final boolean WINDOWS = true;

  @Test
  void require_libraryForProcessors_saysWhatToPutInItsPlace() {
    assertRefused(check("580.65.06", 1), Device.gpu(0), CudaBuild.none("put the other jar"))
        .contains("device gpu:0: put the other jar")
        .contains("or use device cpu");
  }

  @Test
  void require_noDriver_saysSo() {
    GpuCheck check = new GpuCheck(Optional::empty, !WINDOWS);
    assertRefused(check, Device.gpu(0), CudaBuild.of(12)).contains("no NVIDIA driver was found");
  }

  @ParameterizedTest
  @CsvSource({
    "11, 450.51.06, 450.80.02",
    "12, 470.256.02, 525.60.13",
    "12, 525.60, 525.60.13",
    "12, 525.60.12, 525.60.13",
    "13, 575.57.08, 580"
  })
  void require_driverOlderThanCudaWants_namesBothVersions(int cuda, String driver, String oldest) {
    assertRefused(check(driver, 1), Device.gpu(0), CudaBuild.of(cuda))
        .contains("the NVIDIA driver is " + driver)
        .contains("CUDA " + cuda + " needs " + oldest + " or newer");
  }

  @ParameterizedTest
  @CsvSource({"12, 525.60.13", "12, 525.105.17", "12, 580.65.06", "13, 580.65.06", "14, 1.0"})
  void require_driverNewEnoughOrCudaNotKnown_passes(int cuda, String driver) {
    assertThatCode(() -> check(driver, 1).require(Device.gpu(0), CudaBuild.of(cuda)))
        .doesNotThrowAnyException();
  }

  @Test
  void require_onWindows_hasTheNumbersOfWindows() {
    GpuCheck windows = new GpuCheck(() -> Optional.of(new NvidiaDriver("527.41", 1)), WINDOWS);
    assertRefused(windows, Device.gpu(0), CudaBuild.of(12)).contains("528.33");
  }

  @Test
  void require_cardBeyondThoseThere_saysHowManyThereAre() {
    GpuCheck two = check("580.65.06", 2);
    assertThatCode(() -> two.require(Device.gpu(1), CudaBuild.of(12))).doesNotThrowAnyException();
    assertRefused(two, Device.gpu(2), CudaBuild.of(12)).contains("there are 2 graphics cards");
  }

  @ParameterizedTest
  @CsvSource({"cpu, -1", "cu118, 11", "cu124, 12", "cu128, 12", "cu130, 13", "rocm6.2, -1"})
  void ofFlavor_wordsOfPyTorch_giveTheCudaVersion(String flavor, int expected) {
    Optional<CudaBuild> build = CudaBuild.ofFlavor(flavor);
    assertThat(build.map(known -> known.major().orElseThrow()).orElse(-1)).isEqualTo(expected);
  }

  @Test
  void major_namesInANativeLibrary_areFoundAcrossChunksToo() throws IOException {
    assertThat(major("\0libcudart.so.12\0libcublasLt.so.12\0", 100)).hasValue(12);
    assertThat(major("\0cublasLt64_13.dll\0", 0)).hasValue(13);
    // The name lies on the border of what is read at a time.
    assertThat(major("libcublasLt.so.13\0", (1 << 16) - 9)).hasValue(13);
    assertThat(major("libonnxruntime.so.1\0", 100)).isEmpty();
  }

  private static OptionalInt major(String names, int before) throws IOException {
    byte[] library = (" ".repeat(before) + names).getBytes(StandardCharsets.ISO_8859_1);
    return CudaBuild.major(new ByteArrayInputStream(library));
  }

  private static GpuCheck check(String driver, int cards) {
    return new GpuCheck(() -> Optional.of(new NvidiaDriver(driver, cards)), !WINDOWS);
  }

  private static AbstractStringAssert<?> assertRefused(
      GpuCheck check, Device device, CudaBuild build) {
    DeviceUnavailableException refusal =
        assertThatExceptionOfType(DeviceUnavailableException.class)
            .isThrownBy(() -> check.require(device, build))
            .actual();
    return assertThat(String.valueOf(refusal.getMessage()));
  }
}
