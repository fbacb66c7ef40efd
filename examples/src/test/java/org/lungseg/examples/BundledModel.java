package org.lungseg.examples;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.lungseg.engine.ModelPackage;

/** Whether the network is on the class path. */
final class BundledModel {

  private BundledModel() {}

  /** Skips the test where it is not. */
  static void assumePresent() {
    String description = "/" + ModelPackage.BUNDLED_LOCATION + ModelPackage.DESCRIPTION_FILE;
    assumeTrue(BundledModel.class.getResource(description) != null, "no bundled model");
  }
}
