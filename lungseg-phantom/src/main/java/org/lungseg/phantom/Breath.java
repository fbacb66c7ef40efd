package org.lungseg.phantom;

/** The moment of breathing at which the phantom is scanned. */
public enum Breath {
  /** Held after breathing in: the usual chest CT. */
  INHALE,
  /** Held after breathing out: smaller, denser lungs under a higher diaphragm. */
  EXHALE
}
