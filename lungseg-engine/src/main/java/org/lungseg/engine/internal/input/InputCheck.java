package org.lungseg.engine.internal.input;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.lungseg.api.CtVolume;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.SegmentationWarning;
import org.lungseg.api.SegmentationWarning.Kind;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.api.UnusableInputException;
import org.lungseg.api.VolumeGeometry;
import org.lungseg.engine.ModelDescription;
import org.lungseg.engine.internal.run.StageTracker;
import org.lungseg.engine.internal.run.Workers;

/**
 * Decides whether an image can be segmented, what its numbers mean and where the body is. All rules
 * about inputs are here.
 *
 * <ul>
 *   <li>Refused: no finite value, one value only, Hounsfield units that are all air.
 *   <li>Values that are no number count as air.
 *   <li>Hounsfield units stored with an offset (least value 0 or more, soft tissue near 1064) are
 *       shifted back by {@value #STORED_OFFSET}.
 *   <li>Other images said to be in Hounsfield units without any negative value are taken for grey.
 * </ul>
 */
public final class InputCheck {

  /** Hounsfield units above which an image holds more than air: fat and all tissue do. */
  private static final float ALL_AIR_BELOW_HOUNSFIELD = -500;

  /**
   * What scanners add to Hounsfield units to store them unsigned. Some tools add 1000; the
   * difference of 24 HU is far below the window's width and not worth a guess.
   */
  private static final int STORED_OFFSET = 1024;

  /** Soft tissue and fat, −120 to 120 HU, with {@link #STORED_OFFSET} added. */
  private static final int OFFSET_TISSUE_LOW = STORED_OFFSET - 120;

  private static final int OFFSET_TISSUE_HIGH = STORED_OFFSET + 120;

  /** With the offset, values above this are no air and no lung. */
  private static final int OFFSET_DENSE_FROM = 400;

  private static final int OFFSET_HISTOGRAM_TO = 4096;

  /** At least this share of what is dense is soft tissue in any chest, bones being the rest. */
  private static final double OFFSET_TISSUE_SHARE = 0.25;

  private static final int FEW_SLICES = 10;
  private static final double FEW_SLICES_MM = 50;
  private static final double THICK_SLICES_MM = 10;
  private static final double OBLIQUE_DEGREES = 15;

  private InputCheck() {}

  /**
   * Looks at an image.
   *
   * @throws UnusableInputException if it cannot show lungs
   */
  public static InputVerdict check(
      CtVolume volume,
      PatientAxes axes,
      ModelDescription.Input network,
      Workers workers,
      StageTracker tracker) {
    ImageScan scan = ImageScan.of(volume, axes, workers, tracker);
    refuseWithoutContent(scan);
    List<SegmentationWarning> warnings = new ArrayList<>();
    double shift = 0;
    IntensityDomain domain = volume.domain();
    if (domain == IntensityDomain.HOUNSFIELD && scan.min() >= 0) {
      if (looksOffset(scan)) {
        shift = -STORED_OFFSET;
        warn(
            warnings,
            Kind.HOUNSFIELD_OFFSET,
            "values are %.0f to %.0f with soft tissue near 1064: %d was subtracted to get Hounsfield"
                + " units",
            scan.min(),
            scan.max(),
            STORED_OFFSET);
      } else {
        domain = IntensityDomain.GREY;
      }
    }
    double zero = network.hounsfieldWindow().low() - shift;
    double one = network.hounsfieldWindow().high() - shift;
    Region region = Region.whole(axes);
    if (domain == IntensityDomain.GREY) {
      double[] ends = greyEnds(scan, network.greyPercentiles(), workers);
      zero = ends[0];
      one = ends[1];
      warn(
          warnings,
          Kind.GREY_VALUES,
          "values %.4g to %.4g are %s: density is not known, the mask is less certain",
          scan.min(),
          scan.max(),
          volume.domain() == IntensityDomain.GREY
              ? "grey values, not Hounsfield units"
              : "no Hounsfield units although the image says so, taken for grey values");
    } else {
      refuseAllAir(scan, shift);
      region = BodyRegion.find(scan, axes, shift);
    }
    warnAboutGeometry(volume.geometry(), axes, warnings);
    return new InputVerdict(domain, (float) zero, (float) one, region, warnings);
  }

  /** How many steps {@link #check} reports to the tracker. */
  public static int steps(PatientAxes axes) {
    return ImageScan.layers(axes);
  }

  private static void refuseWithoutContent(ImageScan scan) {
    if (scan.finiteCount() == 0) {
      throw new UnusableInputException(
          "the image holds no number: all voxels are NaN or infinite; read it again from its"
              + " source");
    }
    if (scan.min() == scan.max()) {
      throw new UnusableInputException(
          String.format(
              Locale.ROOT,
              "the image is constant: all voxels are %.4g; expected a chest CT",
              scan.min()));
    }
  }

  private static void refuseAllAir(ImageScan scan, double shift) {
    if (scan.max() + shift < ALL_AIR_BELOW_HOUNSFIELD) {
      throw new UnusableInputException(
          String.format(
              Locale.ROOT,
              "the image is all air: the densest voxel has %.0f HU; expected a chest CT",
              scan.max() + shift));
    }
  }

  private static boolean looksOffset(ImageScan scan) {
    long dense = 0;
    long tissue = 0;
    for (int value = OFFSET_DENSE_FROM; value < OFFSET_HISTOGRAM_TO; value++) {
      long count = scan.histogram().countNear(value);
      dense += count;
      if (value >= OFFSET_TISSUE_LOW && value <= OFFSET_TISSUE_HIGH) {
        tissue += count;
      }
    }
    return scan.max() >= STORED_OFFSET && tissue > 0 && tissue >= OFFSET_TISSUE_SHARE * dense;
  }

  private static double[] greyEnds(
      ImageScan scan, ModelDescription.Range percentiles, Workers workers) {
    double[] ends = scan.percentiles(percentiles.low(), percentiles.high(), workers);
    if (ends[1] > ends[0]) {
      return ends;
    }
    // Nearly all voxels have one value, such as black padding: use the whole range.
    return new double[] {scan.min(), scan.max()};
  }

  private static void warnAboutGeometry(
      VolumeGeometry geometry, PatientAxes axes, List<SegmentationWarning> warnings) {
    boolean assumed = geometry.spacingOrigin() == SpacingOrigin.ASSUMED;
    if (assumed) {
      warn(
          warnings,
          Kind.SPACING_ASSUMED,
          "the voxel spacing is assumed (%.2f×%.2f×%.2f mm): sizes in millimetres rest on it",
          geometry.spacingMm(0),
          geometry.spacingMm(1),
          geometry.spacingMm(2));
    }
    int slices = axes.size(PatientAxes.S);
    double spacingMm = axes.spacingMm(PatientAxes.S);
    if (slices < FEW_SLICES || (!assumed && slices * spacingMm < FEW_SLICES_MM)) {
      warn(
          warnings,
          Kind.FEW_SLICES,
          "only %d slices over %.0f mm: where in the chest they lie is uncertain",
          slices,
          slices * spacingMm);
    }
    if (!assumed && slices > 1 && spacingMm > THICK_SLICES_MM) {
      warn(
          warnings,
          Kind.THICK_SLICES,
          "slices are %.1f mm apart: small structures between them are missed",
          spacingMm);
    }
    double degrees = tiltDegrees(geometry);
    if (degrees > OBLIQUE_DEGREES) {
      warn(
          warnings,
          Kind.OBLIQUE,
          "the grid is turned by %.0f degrees against the patient's axes; it is segmented along its"
              + " own axes",
          degrees);
    }
  }

  private static double tiltDegrees(VolumeGeometry geometry) {
    double largest = 0;
    for (int axis = 0; axis < 3; axis++) {
      double along = Math.abs(geometry.voxelToRasMm().get(geometry.rasAxisOf(axis), axis));
      double cosine = Math.min(1, along / geometry.spacingMm(axis));
      largest = Math.max(largest, Math.toDegrees(Math.acos(cosine)));
    }
    return largest;
  }

  private static void warn(
      List<SegmentationWarning> warnings, Kind kind, String format, Object... arguments) {
    warnings.add(new SegmentationWarning(kind, String.format(Locale.ROOT, format, arguments)));
  }
}
