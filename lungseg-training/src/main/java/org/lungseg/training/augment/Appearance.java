package org.lungseg.training.augment;

import org.jspecify.annotations.Nullable;
import org.lungseg.api.CtVolume;
import org.lungseg.api.IntensityDomain;

/**
 * What the numbers of one and the same scan may look like: Hounsfield units that were exported as
 * 8-bit pictures, and pictures that are taken for Hounsfield units.
 */
public enum Appearance {
  /** Nothing is changed. */
  AS_IT_IS("as it is", null),

  /** A fixed lung window, −1000 to 400 HU, becomes 0 to 255. */
  WINDOW("window", IntensityDomain.HOUNSFIELD) {
    @Override
    CtVolume change(CtVolume ct) {
      return ExportedPictures.windowed(ct, LUNG_WINDOW_LOW, LUNG_WINDOW_HIGH);
    }
  },

  /** {@link ExportedPictures#stretched}. */
  MIN_MAX("min-max", IntensityDomain.HOUNSFIELD) {
    @Override
    CtVolume change(CtVolume ct) {
      return ExportedPictures.stretched(ct);
    }
  },

  /** {@link ExportedPictures#of}. */
  CLAHE("min-max, CLAHE", IntensityDomain.HOUNSFIELD) {
    @Override
    CtVolume change(CtVolume ct) {
      return ExportedPictures.of(ct);
    }
  },

  /**
   * A picture whose 0 to 255 are called −1024 to 600 HU, which are the ends of the network's
   * window.
   */
  HOUNSFIELD("as HU", IntensityDomain.GREY) {
    @Override
    CtVolume change(CtVolume ct) {
      int plane = ct.geometry().size(0) * ct.geometry().size(1);
      short[] values = new short[plane * ct.geometry().size(2)];
      float[] grey = new float[plane];
      for (int k = 0; k < ct.geometry().size(2); k++) {
        ct.copyPlane(k, grey);
        for (int at = 0; at < plane; at++) {
          double share = grey[at] / WHITE;
          values[k * plane + at] =
              (short) Math.round(NETWORK_LOW + share * (NETWORK_HIGH - NETWORK_LOW));
        }
      }
      return CtVolume.ofShorts(values, ct.geometry(), IntensityDomain.HOUNSFIELD);
    }
  };

  private static final double LUNG_WINDOW_LOW = -1000;
  private static final double LUNG_WINDOW_HIGH = 400;
  private static final double NETWORK_LOW = -1024;
  private static final double NETWORK_HIGH = 600;
  private static final double WHITE = 255;

  private final String label;
  private final @Nullable IntensityDomain changes;

  Appearance(String label, @Nullable IntensityDomain changes) {
    this.label = label;
    this.changes = changes;
  }

  /** The name in tables. */
  public String label() {
    return label;
  }

  /** Whether a scan can be made to look like this: pictures stay pictures, for example. */
  public boolean fits(CtVolume ct) {
    return changes == null || changes == ct.domain();
  }

  /**
   * The scan with this appearance, on the same grid.
   *
   * @throws IllegalArgumentException if it does not {@link #fits fit}
   */
  public CtVolume of(CtVolume ct) {
    if (!fits(ct)) {
      throw new IllegalArgumentException("a scan in " + ct.domain() + " cannot look " + label);
    }
    return change(ct);
  }

  CtVolume change(CtVolume ct) {
    return ct;
  }
}
