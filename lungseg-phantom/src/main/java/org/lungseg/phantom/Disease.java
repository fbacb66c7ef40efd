package org.lungseg.phantom;

/** How ill the lungs of a phantom are. */
public enum Disease {
  /** Clear lungs. */
  HEALTHY,
  /** Patches of ground glass near the pleura of both lungs, as in a viral pneumonia. */
  MODERATE,
  /**
   * Wide ground glass and basal consolidation of both lungs, and on one side fluid in the pleural
   * space with the lung partly collapsed before it. More than three tenths of the lungs are denser
   * than −500 HU.
   */
  SEVERE
}
