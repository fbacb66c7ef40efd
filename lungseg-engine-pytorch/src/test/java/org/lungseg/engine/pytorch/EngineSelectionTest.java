package org.lungseg.engine.pytorch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Which engine is taken, on class paths that lack a part of this test's own. */
class EngineSelectionTest {

  private static final String NONE = "";

  @Test
  void select_both_takesOnnxRuntimeUnlessAskedOtherwise() throws Exception {
    assertThat(selectedWithout("nothing", NONE)).isEqualTo("OnnxRuntime");
    assertThat(selectedWithout("nothing", "pytorch")).isEqualTo("PyTorch");
  }

  @Test
  void select_noOnnxRuntime_takesPyTorch() throws Exception {
    assertThat(selectedWithout("/com/microsoft/onnxruntime/", NONE)).isEqualTo("PyTorch");
  }

  @Test
  void select_noOnnxRuntimeThoughAskedFor_showsTheDependencyToAdd() throws Exception {
    assertThat(selectedWithout("/com/microsoft/onnxruntime/", "onnxruntime"))
        .startsWith("missing: the inference engine OnnxRuntime")
        .contains("<groupId>com.microsoft.onnxruntime</groupId>")
        .contains("<artifactId>onnxruntime</artifactId>");
  }

  @Test
  void select_noPyTorchModuleThoughAskedFor_showsTheDependencyToAdd() throws Exception {
    assertThat(selectedWithout("/lungseg-engine-pytorch/target/classes", NONE))
        .isEqualTo("OnnxRuntime");
    assertThat(selectedWithout("/lungseg-engine-pytorch/target/classes", "pytorch"))
        .startsWith("missing: no inference engine named 'pytorch'")
        .contains("[OnnxRuntime]")
        .contains("<groupId>org.lungseg</groupId>")
        .contains("<artifactId>lungseg-engine-pytorch</artifactId>");
  }

  private static String selectedWithout(String part, String engine) throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : classPath().split(File.pathSeparator, -1)) {
      if (!entry.isEmpty() && !entry.replace('\\', '/').contains(part)) {
        urls.add(url(entry));
      }
    }
    // The parent has nothing but Java, so what is left out is not found there either.
    try (URLClassLoader loader =
        new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
      Object selected =
          loader
              .loadClass(SelectedEngine.class.getName())
              .getConstructor(String.class)
              .newInstance(engine);
      return String.valueOf(((Supplier<?>) selected).get());
    }
  }

  private static URL url(String entry) throws IOException {
    return Path.of(entry).toUri().toURL();
  }

  /** The class path of the tests; Surefire hides the real one behind a jar of its own. */
  private static String classPath() {
    return Objects.requireNonNullElseGet(
        System.getProperty("surefire.test.class.path"),
        () -> Objects.requireNonNull(System.getProperty("java.class.path")));
  }
}
