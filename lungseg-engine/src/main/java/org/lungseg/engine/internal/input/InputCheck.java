package org.lungseg.engine.internal.input;

import java.util.Locale;
import org.lungseg.api.CtVolume;
import org.lungseg.api.IntensityDomain;
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
 *   <li>Values below {@value #PADDING_BELOW_HOUNSFIELD} HU and those that are no number are padding
 *       and count as air.
 *   <li>Hounsfield units stored with an offset (nothing below {@value #NO_AIR_ABOVE_HOUNSFIELD} but
 *       padding, soft tissue near 1064) are shifted back by {@value #STORED_OFFSET}.
 *   <li>Other images said to be in Hounsfield units without any air are taken for grey.
 * </ul>
 *
 * <p>What is odd goes to {@link Findings}, which know the policies.
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

  /** Air is −1000 HU and noise reaches some tens below; the least that 12 bits store is −1024. */
  public static final int PADDING_BELOW_HOUNSFIELD = -1200;

  /** Lung and the air around a body are below, fat and all tissue above. */
  private static final int NO_AIR_ABOVE_HOUNSFIELD = -200;

  private static final int MOST_OF_8_BITS = 255;

  private static final int FEW_SLICES = 10;
  private static final double FEW_SLICES_MM = 50;
  private static final double THICK_SLICES_MM = 10;
  private static final double OBLIQUE_DEGREES = 15;

  private InputCheck() {}

  /**
   * Looks at an image.
   *
   * @param findings receives what is odd, and refuses the image where the policies say so
   * @throws UnusableInputException if it cannot show lungs, or is refused
   */
  public static InputVerdict check(
      CtVolume volume,
      PatientAxes axes,
      ModelDescription.Input network,
      Findings findings,
      Workers workers,
      StageTracker tracker) {
    ImageScan scan = ImageScan.of(volume, axes, workers, tracker);
    refuseWithoutContent(scan);
    double shift = 0;
    IntensityDomain domain = volume.domain();
    if (domain == IntensityDomain.HOUNSFIELD) {
      long padding = scan.histogram().countBelow(PADDING_BELOW_HOUNSFIELD);
      if (scan.histogram().countBelow(NO_AIR_ABOVE_HOUNSFIELD) == padding) {
        // A chest has air in it: these are other numbers than the image says.
        domain = looksOffset(scan) ? domain : IntensityDomain.GREY;
        shift = domain == IntensityDomain.HOUNSFIELD ? -STORED_OFFSET : 0;
        boolean repaired = noteOtherNumbers(scan, shift != 0, findings);
        domain = repaired ? domain : IntensityDomain.HOUNSFIELD;
        shift = repaired ? shift : 0;
      }
      notePadding(scan, padding, volume.geometry().voxelCount(), findings);
    } else {
      findings.add(
          Kind.GREY_VALUES,
          "values %.4g to %.4g are grey values%s, not Hounsfield units: density is not known, the"
              + " mask is less certain",
          scan.min(),
          scan.max(),
          bits(scan));
    }
    double zero = network.hounsfieldWindow().low() - shift;
    double one = network.hounsfieldWindow().high() - shift;
    Region region = Region.whole(axes);
    if (domain == IntensityDomain.GREY) {
      double[] ends = greyEnds(scan, network.greyPercentiles(), workers);
      zero = ends[0];
      one = ends[1];
    } else {
      refuseAllAir(scan, shift);
      region = BodyRegion.find(scan, axes, shift);
    }
    checkGeometry(volume.geometry(), axes, findings);
    return new InputVerdict(domain, (float) zero, (float) one, region, findings.warnings());
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

  /** Tells of values that are no Hounsfield units although the image says so. */
  private static boolean noteOtherNumbers(ImageScan scan, boolean offset, Findings findings) {
    Kind kind = offset ? Kind.HOUNSFIELD_OFFSET : Kind.GREY_VALUES;
    String what =
        offset
            ? String.format(
                Locale.ROOT,
                "values are %.0f to %.0f with soft tissue near 1064, as Hounsfield units with %d"
                    + " added",
                scan.min(),
                scan.max(),
                STORED_OFFSET)
            : String.format(
                Locale.ROOT,
                "values %.4g to %.4g are no Hounsfield units although the image says so%s",
                scan.min(),
                scan.max(),
                bits(scan));
    if (!findings.repairs(kind)) {
      findings.add(kind, "%s: taken as they are, which makes the mask wrong", what);
      return false;
    }
    if (offset) {
      findings.addRepaired(kind, "%s: %d was subtracted", what, STORED_OFFSET);
    } else {
      findings.addRepaired(
          kind, "%s: taken for grey values; density is not known, the mask is less certain", what);
    }
    return true;
  }

  private static void notePadding(ImageScan scan, long padding, long voxels, Findings findings) {
    long noNumbers = voxels - scan.finiteCount();
    if (padding + noNumbers > 0) {
      findings.addRepaired(
          Kind.PADDING,
          "%.1f %% of the voxels are outside the scanner's view (%s): they count as air",
          100.0 * (padding + noNumbers) / voxels,
          padding == 0
              ? "no finite numbers"
              : String.format(Locale.ROOT, "values down to %.0f", scan.min()));
    }
  }

  private static String bits(ImageScan scan) {
    return scan.min() >= 0 && scan.max() > 1 && scan.max() <= MOST_OF_8_BITS ? " of 8 bits" : "";
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

  private static void checkGeometry(VolumeGeometry geometry, PatientAxes axes, Findings findings) {
    boolean assumed = geometry.spacingOrigin() == SpacingOrigin.ASSUMED;
    if (assumed) {
      findings.add(
          Kind.SPACING_ASSUMED,
          "the voxel spacing is assumed (%.2f×%.2f×%.2f mm): sizes in millimetres rest on it",
          geometry.spacingMm(0),
          geometry.spacingMm(1),
          geometry.spacingMm(2));
    }
    int slices = axes.size(PatientAxes.S);
    double spacingMm = axes.spacingMm(PatientAxes.S);
    if (hasFewSlices(geometry, axes)) {
      findings.add(
          Kind.FEW_SLICES,
          "only %d slices over %.0f mm: where in the chest they lie is uncertain",
          slices,
          slices * spacingMm);
    }
    if (!assumed && slices > 1 && spacingMm > THICK_SLICES_MM) {
      findings.add(
          Kind.THICK_SLICES,
          "slices are %.1f mm apart: small structures between them are missed",
          spacingMm);
    }
    double degrees = tiltDegrees(geometry);
    if (degrees > OBLIQUE_DEGREES) {
      findings.add(
          Kind.OBLIQUE,
          "the grid is turned by %.0f degrees against the patient's axes; it is segmented along its"
              + " own axes",
          degrees);
    }
  }

  /** Whether there are too few slices to know where in the chest they lie. */
  public static boolean hasFewSlices(VolumeGeometry geometry, PatientAxes axes) {
    int slices = axes.size(PatientAxes.S);
    return slices < FEW_SLICES
        || (geometry.spacingOrigin() != SpacingOrigin.ASSUMED
            && slices * axes.spacingMm(PatientAxes.S) < FEW_SLICES_MM);
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
}
