package org.lungseg.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * Finds the real CT and the reference values that are kept outside the project. A test that asks
 * for a file that is not there is reported as skipped, with the file's name.
 */
public final class TestData {

  private TestData() {}

  /**
   * A file or folder of the image data: under the environment variable {@code LUNGSEG_DATA}, else
   * under the system property {@code lungseg.data} that the build sets.
   *
   * @throws TestAbortedException if it is not there
   */
  public static Path data(String relative) {
    String configured = System.getenv("LUNGSEG_DATA");
    return require(configured != null ? configured : System.getProperty("lungseg.data"), relative);
  }

  /**
   * A file or folder of reference values, under the system property {@code lungseg.reference}.
   *
   * @throws TestAbortedException if it is not there
   */
  public static Path reference(String relative) {
    return require(System.getProperty("lungseg.reference"), relative);
  }

  private static Path require(@Nullable String root, String relative) {
    if (root == null) {
      throw new TestAbortedException("needs real data '" + relative + "': set LUNGSEG_DATA");
    }
    Path path = Path.of(root).resolve(relative);
    if (!Files.exists(path)) {
      throw new TestAbortedException(
          "needs real data '" + relative + "', which is not here: set LUNGSEG_DATA");
    }
    return path;
  }
}
