package org.lungseg.examples;

import java.nio.file.Path;
import java.util.Locale;
import org.lungseg.api.CtVolume;
import org.lungseg.api.LungMask;
import org.lungseg.api.LungSide;
import org.lungseg.api.SegmentationResult;
import org.lungseg.api.Segmenter;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.io.VolumeIO;

/** The shortest useful program: a CT in, a mask out, the volumes printed. */
public final class SegmentOneFile {

  private SegmentOneFile() {}

  /** Takes the CT and the mask to write. */
  public static void main(String[] args) {
    if (args.length != 2) {
      System.err.println("usage: SegmentOneFile CT MASK.nii.gz");
      return;
    }
    CtVolume ct = VolumeIO.readCt(Path.of(args[0]));
    // Loading is slow: a program that has many volumes keeps its segmenter.
    try (Segmenter segmenter = Segmenter.load()) {
      SegmentationResult result = segmenter.segment(ct);
      LungMask lungs = result.mask();
      VolumeIO.writeMask(lungs, Path.of(args[1]));
      for (LungSide side : LungSide.values()) {
        System.out.println(side + ": " + size(lungs, side));
      }
      result.warnings().forEach(warning -> System.out.println("note: " + warning.message()));
    }
  }

  /** A volume in mL exists only where the file states the size of its voxels. */
  private static String size(LungMask lungs, LungSide side) {
    return lungs.geometry().spacingOrigin() == SpacingOrigin.CALIBRATED
        ? String.format(Locale.ROOT, "%.0f mL", lungs.volumeMl(side))
        : lungs.voxelCount(side) + " voxels";
  }
}
