package org.lungseg.examples;

import org.lungseg.phantom.ChestPhantom;
import org.lungseg.phantom.Phantom;

/** The patient of the examples and documents. */
final class Patient {

  private Patient() {}

  /** A healthy chest on a coarse grid. */
  static Phantom phantom() {
    return ChestPhantom.builder().size(128, 128, 48).spacingMm(3.2, 3.2, 6.25).build().generate();
  }
}
