package org.lungseg.metrics.phase;

import java.util.Arrays;
import java.util.Optional;

/**
 * What the judgement of a single scan rests on. Sizes are logarithms, so that a linear rule can
 * divide one by another: the lungs' size by that of the rib cage and the spine.
 */
public enum PhaseFeature {
  /** ln of the lungs' volume in mL. */
  VOLUME("lnVolumeMl"),
  /** ln of the median share of tissue away from the lungs' rim. */
  TISSUE("lnTissueMedian"),
  /** ln of the 15th percentile of the share of tissue; indifferent to dense disease. */
  TISSUE_LOW("lnTissueP15"),
  /** ln of the 85th percentile of the share of tissue over its 15th. */
  TISSUE_SPREAD("lnTissueP85OverP15"),
  /** Change of ln of the share of tissue over 100 mm from front to back. */
  GRADIENT("lnTissuePer100MmBackwards"),
  /** ln of the lungs' height in mm. */
  HEIGHT("lnHeightMm"),
  /** ln of the width over both lungs in mm. */
  WIDTH("lnWidthMm"),
  /** ln of the lungs' depth from front to back in mm. */
  DEPTH("lnDepthMm"),
  /** Height of the domes of the diaphragm over their edges, in widths of a lung. */
  DOME("domeHeightPerWidth"),
  /** ln of the lungs' depth in the slice at 60 % of their height in mm. */
  MID_DEPTH("lnMidDepthMm"),
  /** ln of the height from the dome of the diaphragm to the top of the lungs in mm. */
  DOME_TO_TOP("lnDomeToTopMm"),
  /** ln of the width of the mediastinum between the lungs over that of both lungs with it. */
  MEDIASTINUM("lnMediastinumPerWidth"),
  /** ln of the cross-section of the trachea in mm². */
  TRACHEA_AREA("lnTracheaMm2"),
  /** Depth of the trachea over its width. */
  TRACHEA_FLATNESS("tracheaDepthPerWidth"),
  /** Skewness of the trachea from front to back: negative for a straight or indented back wall. */
  TRACHEA_BACK_WALL("tracheaSkewness"),
  /** ln of the width of the bony rib cage in mm. */
  RIB_CAGE("lnRibCageMm"),
  /** ln of the side of a square as large as a vertebra's section, in mm. */
  SPINE("lnSpineMm");

  private final String id;

  PhaseFeature(String id) {
    this.id = id;
  }

  /** The name in files. */
  public String id() {
    return id;
  }

  /** The feature of a name in a file. */
  public static Optional<PhaseFeature> find(String id) {
    return Arrays.stream(values()).filter(feature -> feature.id.equals(id)).findFirst();
  }
}
