package org.lungseg.metrics.phase;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.lungseg.api.CtVolume;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.LungMask;
import org.lungseg.api.LungSide;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.api.UnusableInputException;

/**
 * What one scan and its lung mask say about the breath it was taken at. Measured once, then used
 * for any number of judgements and comparisons. Immutable and safe for many threads; holds no
 * voxels.
 */
public final class ScanMeasures {

  /** Less is not the lungs of an adult, or not all of them. */
  private static final double LEAST_LUNGS_ML = 700;

  private static final double MOST_LUNGS_ML = 12_000;

  /** A side with less than this share of both is missing, collapsed or taken out. */
  private static final double LEAST_SIDE_SHARE = 0.15;

  /** Air is in every chest CT; without values below this the scale has an offset. */
  private static final double AIR_BELOW = -300;

  /**
   * The mean of lungs that breathe; above, the values are no Hounsfield units or the lungs solid.
   */
  private static final double LUNG_MEAN_BELOW = -350;

  private final OptionalDouble volumeMl;
  private final OptionalDouble meanDensityHu;
  private final boolean cut;
  private final Map<PhaseFeature, Double> features;
  private final List<String> obstacles;

  private ScanMeasures(
      OptionalDouble volumeMl,
      OptionalDouble meanDensityHu,
      boolean cut,
      Map<PhaseFeature, Double> features,
      List<String> obstacles) {
    this.volumeMl = volumeMl;
    this.meanDensityHu = meanDensityHu;
    this.cut = cut;
    this.features = features;
    this.obstacles = List.copyOf(obstacles);
  }

  /**
   * Measures a scan. An image that is not in Hounsfield units, or whose spacing is assumed, gives
   * measures without density or volume, and an obstacle that says so.
   *
   * @param ct the image
   * @param lungs the lungs in it
   * @throws UnusableInputException if the two lie on different grids
   */
  public static ScanMeasures of(CtVolume ct, LungMask lungs) {
    if (!ct.geometry().isSameGrid(lungs.geometry())) {
      throw new UnusableInputException(
          "the lung mask lies on another grid than its CT: "
              + lungs.geometry()
              + " against "
              + ct.geometry());
    }
    return ct.domain() == IntensityDomain.HOUNSFIELD
        ? measure(ct, lungs, "")
        : measure(null, lungs, "the image has grey values, not Hounsfield units");
  }

  /**
   * Measures what a mask alone tells: the volume, for comparisons with another scan of the same
   * patient. A single scan cannot be judged by it.
   */
  public static ScanMeasures ofMask(LungMask lungs) {
    return measure(null, lungs, "there is a mask only, no density");
  }

  /**
   * Measures that were taken before and kept, as in a table.
   *
   * @param volumeMl see {@link #volumeMl()}
   * @param meanDensityHu see {@link #meanDensityHu()}
   * @param cut see {@link #isCut()}
   * @param features those of {@link #value} that are known
   * @param obstacles see {@link #obstacles()}
   */
  public static ScanMeasures recorded(
      OptionalDouble volumeMl,
      OptionalDouble meanDensityHu,
      boolean cut,
      Map<PhaseFeature, Double> features,
      List<String> obstacles) {
    Map<PhaseFeature, Double> copy = new EnumMap<>(PhaseFeature.class);
    copy.putAll(features);
    return new ScanMeasures(volumeMl, meanDensityHu, cut, copy, obstacles);
  }

  private static ScanMeasures measure(@Nullable CtVolume ct, LungMask lungs, String lackOfDensity) {
    List<String> obstacles = new ArrayList<>();
    if (ct == null) {
      obstacles.add(lackOfDensity);
    }
    boolean calibrated = lungs.geometry().spacingOrigin() == SpacingOrigin.CALIBRATED;
    if (!calibrated) {
      obstacles.add("the voxel spacing is assumed, so sizes and volumes are not known");
    }
    if (lungs.isEmpty()) {
      obstacles.add("no lung was found");
      return new ScanMeasures(
          OptionalDouble.empty(), OptionalDouble.empty(), false, Map.of(), obstacles);
    }
    CoarseGrid grid = CoarseGrid.of(ct, lungs);
    LungExtent extent = new LungExtent(grid);
    checkLungs(lungs, calibrated, extent, obstacles);
    OptionalDouble density = OptionalDouble.empty();
    Map<PhaseFeature, Double> features = new EnumMap<>(PhaseFeature.class);
    if (ct != null && isHounsfield(grid, obstacles)) {
      density = OptionalDouble.of(grid.meanLungHounsfield);
      putDensity(features, grid);
    }
    OptionalDouble volume = OptionalDouble.empty();
    if (calibrated) {
      volume = OptionalDouble.of(lungs.volumeMl());
      putSizes(features, volume.getAsDouble(), grid, extent);
    }
    return new ScanMeasures(volume, density, extent.cut, features, obstacles);
  }

  private static void checkLungs(
      LungMask lungs, boolean calibrated, LungExtent extent, List<String> obstacles) {
    double rightShare = (double) lungs.voxelCount(LungSide.RIGHT) / lungs.voxelCount();
    if (Math.min(rightShare, 1 - rightShare) < LEAST_SIDE_SHARE) {
      obstacles.add(
          String.format(
              Locale.ROOT,
              "one lung is missing or small: the right is %.0f %% of both",
              100 * rightShare));
    }
    if (extent.cut) {
      obstacles.add("the scan ends inside the lungs");
    }
    if (calibrated && !(lungs.volumeMl() >= LEAST_LUNGS_ML && lungs.volumeMl() <= MOST_LUNGS_ML)) {
      obstacles.add(
          String.format(
              Locale.ROOT,
              "%.0f mL of lung is not what an adult has (%.0f to %.0f)",
              lungs.volumeMl(),
              LEAST_LUNGS_ML,
              MOST_LUNGS_ML));
    }
  }

  private static boolean isHounsfield(CoarseGrid grid, List<String> obstacles) {
    if (grid.least > AIR_BELOW || grid.meanLungHounsfield > LUNG_MEAN_BELOW) {
      obstacles.add(
          String.format(
              Locale.ROOT,
              "the values are no Hounsfield units of breathing lungs: the lungs have a mean of %.0f,"
                  + " the least value is %.0f",
              grid.meanLungHounsfield,
              grid.least));
      return false;
    }
    return true;
  }

  private static void putDensity(Map<PhaseFeature, Double> features, CoarseGrid grid) {
    LungDensity density = new LungDensity(grid);
    put(features, PhaseFeature.TISSUE, Math.log(density.tissueMedian));
    put(features, PhaseFeature.TISSUE_LOW, Math.log(density.tissueP15));
    put(features, PhaseFeature.TISSUE_SPREAD, Math.log(density.tissueP85 / density.tissueP15));
    put(features, PhaseFeature.GRADIENT, density.gradient);
  }

  private static void putSizes(
      Map<PhaseFeature, Double> features, double volumeMl, CoarseGrid grid, LungExtent extent) {
    put(features, PhaseFeature.VOLUME, Math.log(volumeMl));
    put(features, PhaseFeature.HEIGHT, Math.log(extent.heightMm));
    put(features, PhaseFeature.WIDTH, Math.log(extent.widthMm));
    put(features, PhaseFeature.DEPTH, Math.log(extent.depthMm));
    put(features, PhaseFeature.DOME, extent.domePerWidth);
    put(features, PhaseFeature.MID_DEPTH, Math.log(extent.midDepthMm));
    put(features, PhaseFeature.DOME_TO_TOP, Math.log(extent.domeToTopMm));
    put(features, PhaseFeature.MEDIASTINUM, Math.log(extent.mediastinumPerWidth));
    BodySize body = new BodySize(grid, extent);
    put(features, PhaseFeature.RIB_CAGE, Math.log(body.ribCageMm));
    put(features, PhaseFeature.SPINE, Math.log(body.spineMm));
    Trachea trachea = new Trachea(grid, extent);
    put(features, PhaseFeature.TRACHEA_AREA, Math.log(trachea.areaMm2));
    put(features, PhaseFeature.TRACHEA_FLATNESS, trachea.depthPerWidth);
    put(features, PhaseFeature.TRACHEA_BACK_WALL, trachea.skewness);
  }

  private static void put(Map<PhaseFeature, Double> features, PhaseFeature feature, double value) {
    if (Double.isFinite(value)) {
      features.put(feature, value);
    }
  }

  /** The volume of both lungs; empty where the spacing is assumed or there is no lung. */
  public OptionalDouble volumeMl() {
    return volumeMl;
  }

  /**
   * The mean of all voxels of the lungs in Hounsfield units; empty where the image has none. Values
   * below −1100, which are padding, count as air.
   */
  public OptionalDouble meanDensityHu() {
    return meanDensityHu;
  }

  /** The mass of tissue and blood in the lungs, by volume and mean density. */
  public OptionalDouble tissueMassG() {
    return volumeMl.isPresent() && meanDensityHu.isPresent()
        ? OptionalDouble.of(
            volumeMl.getAsDouble() * LungDensity.tissue(meanDensityHu.getAsDouble()))
        : OptionalDouble.empty();
  }

  /** Whether the scan ends inside the lungs, so that their volume is too small. */
  public boolean isCut() {
    return cut;
  }

  /** A measure; empty where it could not be taken. */
  public OptionalDouble value(PhaseFeature feature) {
    Double value = features.get(feature);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** Why this scan cannot be judged on its own, a sentence each; empty where it can. */
  public List<String> obstacles() {
    return obstacles;
  }

  @Override
  public String toString() {
    return "measures of a scan: " + features + ", obstacles " + obstacles;
  }
}
