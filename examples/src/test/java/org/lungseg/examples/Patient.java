package org.lungseg.examples;

import org.lungseg.phantom.ChestPhantom;
import org.lungseg.phantom.Phantom;

/** The patient of the examples and documents. */
final class Patient {

  private Patient() {}

  /** A healthy chest on a coarse grid. */
  static Phantom phantom() {
    return ChestPhantom.builder().size(160, 160, 80).spacingMm(2.56, 2.56, 3.75).build().generate();
  }
}
