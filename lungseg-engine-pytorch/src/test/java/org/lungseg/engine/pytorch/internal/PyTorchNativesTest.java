package org.lungseg.engine.pytorch.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lungseg.api.MissingProviderException;

class PyTorchNativesTest {

  @TempDir Path folder;

  @Test
  void require_nativesOfThisBuild_areForProcessors() {
    PyTorchNatives natives = PyTorchNatives.require(getClass().getClassLoader());

    assertThat(natives.version()).matches("\\d+\\.\\d+\\.\\d+");
    assertThat(natives.flavor()).isEqualTo("cpu");
    assertThat(natives.cudaBuild().hasCuda()).isFalse();
    assertThat(natives.cudaBuild().remedy()).contains("made for processors only");
  }

  @Test
  void require_nativesForCuda_sayWhichVersionTheyNeed() throws Exception {
    Files.createDirectories(folder.resolve("native/lib"));
    Files.writeString(
        folder.resolve("native/lib/pytorch.properties"),
        "version=2.7.1-20250812\nflavor=cu128\nclassifier=linux-x86_64\n");
    try (URLClassLoader loader = onlyFolder()) {
      PyTorchNatives natives = PyTorchNatives.require(loader);

      assertThat(natives.version()).isEqualTo("2.7.1");
      assertThat(natives.cudaBuild().hasCuda()).isTrue();
      assertThat(natives.cudaBuild().major()).hasValue(12);
    }
  }

  @Test
  void require_noNatives_showsTheDependencyToAdd() throws Exception {
    Files.createDirectories(folder.resolve("jnilib"));
    Files.writeString(folder.resolve("jnilib/pytorch.properties"), "jni_version=2.7.1-0.36.0");
    try (URLClassLoader loader = onlyFolder()) {
      assertThatExceptionOfType(MissingProviderException.class)
          .isThrownBy(() -> PyTorchNatives.require(loader))
          .withMessageContaining("<artifactId>pytorch-native-cpu</artifactId>")
          .withMessageContaining("<version>2.7.1</version>")
          .withMessageContaining("<classifier>");
    }
  }

  private URLClassLoader onlyFolder() throws Exception {
    return new URLClassLoader(
        new URL[] {folder.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
  }
}
