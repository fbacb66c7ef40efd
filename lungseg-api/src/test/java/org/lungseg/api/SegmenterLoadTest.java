package org.lungseg.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lungseg.api.spi.SegmenterProvider;

class SegmenterLoadTest {

  @TempDir Path folder;

  /** A provider that says who it is by failing. */
  public static class Slow implements SegmenterProvider {
    @Override
    public String name() {
      return "slow";
    }

    @Override
    public int preference() {
      return 1;
    }

    @Override
    public Segmenter create(SegmenterOptions options) {
      throw new UnusableModelException(name());
    }
  }

  /** A provider that is preferred. */
  public static class Fast extends Slow {
    @Override
    public String name() {
      return "fast";
    }

    @Override
    public int preference() {
      return 2;
    }
  }

  /** A provider that would go first, had it all it needs. */
  public static class Incomplete extends Slow {
    @Override
    public String name() {
      return "incomplete";
    }

    @Override
    public int preference() {
      return 3;
    }

    @Override
    public Optional<String> missingArtifact() {
      return Optional.of("org.example:natives");
    }
  }

  @Test
  void load_noProvider_namesTheArtifactToAdd() {
    assertThatThrownBy(Segmenter::load)
        .isInstanceOf(MissingProviderException.class)
        .hasMessageContaining("org.lungseg:lungseg-engine");
  }

  @Test
  void load_twoProviders_takesThePreferred() throws IOException {
    try (URLClassLoader loader = providers(Slow.class, Fast.class)) {
      SegmenterOptions options = SegmenterOptions.builder().classLoader(loader).build();
      assertThatThrownBy(() -> Segmenter.load(options)).hasMessage("fast");
    }
  }

  @Test
  void load_byName_takesThatOne() throws IOException {
    try (URLClassLoader loader = providers(Slow.class, Fast.class)) {
      SegmenterOptions options =
          SegmenterOptions.builder().classLoader(loader).engine("SLOW").build();
      assertThatThrownBy(() -> Segmenter.load(options)).hasMessage("slow");
    }
  }

  @Test
  void load_unknownName_listsThoseThatAreThere() throws IOException {
    try (URLClassLoader loader = providers(Slow.class, Fast.class)) {
      SegmenterOptions options =
          SegmenterOptions.builder().classLoader(loader).engine("other").build();
      assertThatThrownBy(() -> Segmenter.load(options))
          .isInstanceOf(MissingProviderException.class)
          .hasMessageContaining("[fast, slow]");
    }
  }

  @Test
  void load_providerThatMissesAnArtifact_isPassedOver() throws IOException {
    try (URLClassLoader loader = providers(Incomplete.class, Slow.class)) {
      SegmenterOptions options = SegmenterOptions.builder().classLoader(loader).build();
      assertThatThrownBy(() -> Segmenter.load(options)).hasMessage("slow");
      assertThat(SegmenterProvider.choice(new Slow(), options))
          .isEqualTo(new EngineChoice("slow", EngineChoice.Reason.ONLY_ONE, List.of()));
    }
  }

  @Test
  void load_providerThatMissesAnArtifactAskedForOrAlone_namesTheArtifact() throws IOException {
    for (List<Class<?>> there :
        List.<List<Class<?>>>of(List.of(Incomplete.class, Slow.class), List.of(Incomplete.class))) {
      try (URLClassLoader loader = providers(there.toArray(new Class<?>[0]))) {
        SegmenterOptions.Builder options = SegmenterOptions.builder().classLoader(loader);
        SegmenterOptions wanted =
            there.size() == 1 ? options.build() : options.engine("incomplete").build();
        assertThatThrownBy(() -> Segmenter.load(wanted))
            .isInstanceOf(MissingProviderException.class)
            .hasMessageContaining("<groupId>org.example</groupId>")
            .hasMessageContaining("<artifactId>natives</artifactId>");
      }
    }
  }

  @Test
  void choice_amongSeveral_saysWhyThisOne() throws IOException {
    try (URLClassLoader loader = providers(Slow.class, Fast.class)) {
      SegmenterOptions none = SegmenterOptions.builder().classLoader(loader).build();
      assertThat(SegmenterProvider.choice(new Fast(), none))
          .hasToString("fast (preferred to slow)");
      SegmenterOptions slow = SegmenterOptions.builder().classLoader(loader).engine("Slow").build();
      EngineChoice asked = SegmenterProvider.choice(new Slow(), slow);
      assertThat(asked.reason()).isEqualTo(EngineChoice.Reason.ASKED_FOR);
      assertThat(asked.others()).containsExactly("fast");
      assertThat(asked.isByPreference()).isFalse();
    }
  }

  @Test
  void load_brokenProvider_isReported() throws IOException {
    try (URLClassLoader loader = providers(SegmenterLoadTest.class)) {
      SegmenterOptions options = SegmenterOptions.builder().classLoader(loader).build();
      assertThatThrownBy(() -> Segmenter.load(options))
          .isInstanceOf(MissingProviderException.class)
          .hasMessageContaining("cannot be loaded");
    }
  }

  @Test
  void options_defaults_areTheBundledModelOnAllCores() {
    SegmenterOptions options = SegmenterOptions.defaults();
    assertThat(options.model()).isEqualTo(ModelSource.bundled());
    assertThat(options.device()).isEqualTo(Device.cpu());
    assertThat(options.deviceFallback()).isEqualTo(SegmenterOptions.DeviceFallback.REFUSE);
    assertThat(options.threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(options.memoryBudgetBytes()).isEmpty();
    assertThat(options.executor()).isEmpty();
    assertThat(options.engine()).isEmpty();
  }

  @Test
  void options_setOnes_areKept() {
    Executor executor = Runnable::run;
    SegmenterOptions options =
        SegmenterOptions.builder()
            .model(ModelSource.directory(folder))
            .device(Device.gpu(1))
            .deviceFallback(SegmenterOptions.DeviceFallback.TO_CPU)
            .threads(3)
            .memoryBudgetBytes(1L << 30)
            .executor(executor)
            .build();
    assertThat(options.model()).isEqualTo(new ModelSource.Directory(folder));
    assertThat(options.device()).hasToString("gpu:1");
    assertThat(options.deviceFallback()).isEqualTo(SegmenterOptions.DeviceFallback.TO_CPU);
    assertThat(options.threads()).isEqualTo(3);
    assertThat(options.memoryBudgetBytes()).hasValue(1L << 30);
    assertThat(options.executor()).containsSame(executor);
    assertThatThrownBy(() -> SegmenterOptions.builder().threads(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SegmenterOptions.builder().memoryBudgetBytes(0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void device_texts_areParsed() {
    assertThat(Device.parse("cpu")).isEqualTo(Device.cpu());
    assertThat(Device.parse("gpu")).isEqualTo(Device.gpu(0));
    assertThat(Device.parse("gpu:12")).isEqualTo(Device.gpu(12));
    for (String wrong : List.of("", "GPU", "gpu:", "gpu:-1", "cuda:0", "gpu:1234")) {
      assertThatThrownBy(() -> Device.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> Device.gpu(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void cancellation_afterCancel_throws() {
    CancellationToken token = CancellationToken.create();
    token.throwIfCancelled();
    token.cancel();
    assertThat(token.isCancelled()).isTrue();
    assertThatThrownBy(token::throwIfCancelled).isInstanceOf(OperationCancelledException.class);
  }

  @Test
  void result_timings_areInOrderAndAddUp() {
    VolumeGeometry geometry = VolumeGeometry.axial(1, 1, 1, 1, 1, 1, SpacingOrigin.CALIBRATED);
    SegmentationResult result =
        new SegmentationResult(
            LungMask.of(new byte[1], geometry),
            new ModelInfo("m", "1", "0", LungLabels.RIGHT_LEFT),
            Map.of(
                SegmentationStage.INFER, Duration.ofMillis(5),
                SegmentationStage.CHECK, Duration.ofMillis(2)),
            Device.cpu(),
            1,
            "engine",
            List.of());
    assertThat(result.timings().keySet())
        .containsExactly(SegmentationStage.CHECK, SegmentationStage.INFER);
    assertThat(result.totalTime()).isEqualTo(Duration.ofMillis(7));
    assertThat(result.mask().isEmpty()).isTrue();
  }

  @Test
  void budgetError_numbers_areKept() {
    BudgetExceededException error = new BudgetExceededException("too much", 10, 5);
    assertThat(error.requiredBytes()).isEqualTo(10);
    assertThat(error.budgetBytes()).isEqualTo(5);
  }

  private URLClassLoader providers(Class<?>... types) throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.write(
        services.resolve(SegmenterProvider.class.getName()),
        List.of(types).stream().map(Class::getName).toList());
    return new URLClassLoader(
        new URL[] {folder.toUri().toURL()}, SegmenterLoadTest.class.getClassLoader());
  }
}
