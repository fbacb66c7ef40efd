package org.lungseg.training;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.lungseg.api.UnusableInputException;
import org.lungseg.training.data.DataSplit;
import org.lungseg.training.data.DatasetManifest;
import org.lungseg.training.data.LabelledCase;

/**
 * Scans without masks.
 *
 * <p>Read from YAML:
 *
 * <pre>
 * sources:
 *   - {name: TCIA LIDC-IDRI, licence: CC BY 3.0, patients: 1}
 * scans:
 *   - {patient: lidc-1011, ct: unlabelled/lidc_1011_ct.nii.gz}
 * </pre>
 *
 * @param scans in the order of the file
 * @param sources the collections that they come from, for the model card; may be missing
 */
public record ScanPool(List<Scan> scans, List<DatasetManifest.Source> sources) {

  /**
   * A scan.
   *
   * @param patient whom it shows
   * @param ct a volume file or a folder of PNG slices
   */
  public record Scan(String patient, Path ct) {

    /** The scan as a training case, with a mask that was made of it. */
    LabelledCase withMask(Path mask) {
      return new LabelledCase(patient, ct, mask, DataSplit.TRAIN);
    }
  }

  /**
   * Copies the list.
   *
   * @throws UnusableInputException if it is empty, or names a patient twice: such a patient would
   *     be learnt from twice as often as the others
   */
  public ScanPool {
    scans = List.copyOf(scans);
    sources = List.copyOf(sources);
    if (scans.isEmpty()) {
      throw new UnusableInputException("a pool needs at least one scan");
    }
    long patients = scans.stream().map(Scan::patient).distinct().count();
    if (patients != scans.size()) {
      throw new UnusableInputException("a pool has one scan of each patient, got " + scans);
    }
  }

  /**
   * Reads a pool.
   *
   * @param dataRoot the folder that its paths start from
   * @throws org.lungseg.api.VolumeIoException if the file cannot be read
   * @throws org.lungseg.api.UnreadableFormatException if it is no such YAML
   * @throws UnusableInputException if a scan it names is missing
   */
  public static ScanPool read(Path file, Path dataRoot) {
    Settings settings = Settings.read(file, "the pool");
    List<Scan> scans =
        settings.maps("scans").stream().map(scan -> scan(scan, file, dataRoot)).toList();
    List<DatasetManifest.Source> sources =
        settings.has("sources")
            ? settings.maps("sources").stream().map(ScanPool::source).toList()
            : List.of();
    settings.refuseUnknown();
    return new ScanPool(scans, sources);
  }

  /** The same scans in the order of their patients' names. */
  ScanPool sorted() {
    return new ScanPool(
        scans.stream().sorted(Comparator.comparing(Scan::patient)).toList(), sources);
  }

  private static DatasetManifest.Source source(Settings settings) {
    DatasetManifest.Source source =
        new DatasetManifest.Source(
            settings.text("name"), settings.text("licence"), settings.integer("patients"));
    settings.refuseUnknown();
    return source;
  }

  private static Scan scan(Settings settings, Path file, Path dataRoot) {
    Scan scan = new Scan(settings.text("patient"), dataRoot.resolve(settings.text("ct")));
    settings.refuseUnknown();
    if (!scan.patient().matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw new UnusableInputException(
          file + ": a patient's name names files: letters, digits, . _ -; got " + scan.patient());
    }
    if (!Files.exists(scan.ct())) {
      throw new UnusableInputException(file + " names " + scan.ct() + ", which does not exist");
    }
    return scan;
  }
}
