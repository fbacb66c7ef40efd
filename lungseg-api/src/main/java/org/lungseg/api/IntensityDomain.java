package org.lungseg.api;

/** What the numbers of a {@link CtVolume} mean. */
public enum IntensityDomain {
  /** Hounsfield units: air is −1000, water 0. */
  HOUNSFIELD,
  /** Grey values of unknown scale, as in 8-bit pictures: brighter is denser, no more is known. */
  GREY
}
