package org.lungseg.io;

/** How to write. */
public enum WriteOption {
  /** Replace an output that exists; without it, that is refused. */
  OVERWRITE
}
