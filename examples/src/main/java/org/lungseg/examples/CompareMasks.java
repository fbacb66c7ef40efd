package org.lungseg.examples;

import java.nio.file.Path;
import java.util.Locale;
import org.lungseg.api.LungMask;
import org.lungseg.io.VolumeIO;
import org.lungseg.metrics.MaskAgreement;
import org.lungseg.metrics.Overlap;

/** How well two masks of one CT agree: both lungs together, and each. */
public final class CompareMasks {

  private CompareMasks() {}

  /** Takes the reference and the mask to judge. */
  public static void main(String[] args) {
    if (args.length != 2) {
      System.err.println("usage: CompareMasks REFERENCE PREDICTED");
      return;
    }
    LungMask reference = VolumeIO.readLungMask(Path.of(args[0]));
    LungMask predicted = VolumeIO.readLungMask(Path.of(args[1]));
    MaskAgreement agreement = MaskAgreement.compare(reference, predicted);
    print("both lungs", agreement.overall());
    agreement.perLabel().forEach((label, overlap) -> print(label.name(), overlap));
  }

  private static void print(String name, Overlap overlap) {
    System.out.println(
        String.format(
            Locale.ROOT,
            "%s: Dice %.4f, sensitivity %.4f, precision %.4f",
            name,
            overlap.dice(),
            overlap.sensitivity(),
            overlap.precision()));
  }
}
