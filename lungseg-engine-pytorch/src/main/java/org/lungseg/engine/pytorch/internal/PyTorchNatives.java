package org.lungseg.engine.pytorch.internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Properties;
import org.lungseg.api.MissingProviderException;
import org.lungseg.engine.internal.device.CudaBuild;

/**
 * The native libraries of PyTorch on the class path.
 *
 * @param version of PyTorch, such as 2.7.1
 * @param flavor cpu, or a version of CUDA such as cu128
 */
record PyTorchNatives(String version, String flavor) {

  private static final String PROPERTIES = "native/lib/pytorch.properties";
  private static final String JNI_PROPERTIES = "jnilib/pytorch.properties";
  private static final String LIBRARY_PATH = "PYTORCH_LIBRARY_PATH";

  /**
   * Finds them without loading them.
   *
   * @throws MissingProviderException if they are not there; the message has what to add
   */
  static PyTorchNatives require(ClassLoader loader) {
    String own = System.getenv(LIBRARY_PATH);
    if (own == null) {
      own = System.getProperty(LIBRARY_PATH);
    }
    if (own != null) {
      // An installation of the host's own; DJL tells its version by this and the next variable.
      String version = setting("PYTORCH_VERSION", "");
      return new PyTorchNatives(version, setting("PYTORCH_FLAVOR", "cpu"));
    }
    Properties natives = read(loader, PROPERTIES);
    String version = natives.getProperty("version");
    if (version == null) {
      throw new MissingProviderException(
          "PyTorch's native libraries are not on the class path; add"
              + snippet(read(loader, JNI_PROPERTIES).getProperty("jni_version", "")));
    }
    return new PyTorchNatives(
        version.replaceFirst("-.*", ""), natives.getProperty("flavor", "cpu"));
  }

  /** What they were made for. */
  CudaBuild cudaBuild() {
    return CudaBuild.ofFlavor(flavor)
        .orElseGet(
            () ->
                CudaBuild.none(
                    "the PyTorch on the class path is made for processors only ('"
                        + flavor
                        + "'); put natives for CUDA there instead of pytorch-native-cpu, see"
                        + " docs/devices-and-engines.md"));
  }

  private static String setting(String name, String otherwise) {
    String value = System.getenv(name);
    return value == null ? System.getProperty(name, otherwise) : value;
  }

  private static String snippet(String jniVersion) {
    return String.format(
        Locale.ROOT,
        "%n<dependency>%n  <groupId>ai.djl.pytorch</groupId>%n"
            + "  <artifactId>pytorch-native-cpu</artifactId>%n  <version>%s</version>%n"
            + "  <classifier>%s</classifier>%n  <scope>runtime</scope>%n</dependency>",
        jniVersion.replaceFirst("-.*", ""),
        system());
  }

  /** This system as the artifacts of the natives name it. */
  private static String system() {
    String name = System.getProperty("os.name", "");
    String arch = System.getProperty("os.arch", "").replace("amd64", "x86_64");
    if (name.startsWith("Windows")) {
      return "win-" + arch;
    }
    return (name.startsWith("Mac") ? "osx-" : "linux-") + arch;
  }

  private static Properties read(ClassLoader loader, String resource) {
    Properties properties = new Properties();
    try (InputStream in = loader.getResourceAsStream(resource)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new MissingProviderException(resource + " on the class path cannot be read: " + e, e);
    }
    return properties;
  }
}
