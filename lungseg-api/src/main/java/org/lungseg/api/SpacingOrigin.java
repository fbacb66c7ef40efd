package org.lungseg.api;

/** Where the millimetres of a {@link VolumeGeometry} come from. */
public enum SpacingOrigin {
  /** The file states them. */
  CALIBRATED,
  /**
   * Somebody guessed them, as for a stack of PNG pictures. Rules in millimetres then rest on the
   * guess, and measurements in millilitres are refused.
   */
  ASSUMED
}
