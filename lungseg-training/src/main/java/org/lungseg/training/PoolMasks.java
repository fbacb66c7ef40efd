package org.lungseg.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.lungseg.api.CancellationToken;
import org.lungseg.api.ModelSource;
import org.lungseg.api.Segmenter;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.api.VolumeIoException;
import org.lungseg.io.VolumeIO;
import org.lungseg.training.data.LabelledCase;
import org.lungseg.training.data.LabelledSlices;

/** Masks that a network makes of scans without any, for another network to learn from. */
public final class PoolMasks {

  /** Hexadecimal digits in the name of a mask: enough to tell teachers and scans apart. */
  static final int CHECKSUM_DIGITS = 16;

  private PoolMasks() {}

  /**
   * The scans of a pool with masks that the teacher made, now or before. Masks are named by the
   * content of the teacher's package and of the scan: those of another teacher are not used.
   *
   * @param teacher the folder of a model package
   * @param folder gets the masks; made if missing
   * @throws VolumeIoException if the folder cannot be written
   * @throws org.lungseg.api.OperationCancelledException if the token was cancelled
   */
  public static List<LabelledSlices> make(
      ScanPool pool, Path teacher, Path folder, CancellationToken cancellation) {
    List<LabelledSlices> labelled = new ArrayList<>();
    SegmenterOptions options =
        SegmenterOptions.builder().model(ModelSource.directory(teacher)).build();
    try (Segmenter segmenter = Segmenter.load(options)) {
      Files.createDirectories(folder);
      for (ScanPool.Scan scan : pool.scans()) {
        cancellation.throwIfCancelled();
        String made = TrainingFingerprint.ofContent(List.of(teacher, scan.ct()));
        Path mask =
            folder.resolve(
                scan.patient() + "-" + made.substring(0, CHECKSUM_DIGITS) + "_lungs.nii.gz");
        LabelledCase one = scan.withMask(mask);
        if (!Files.exists(mask)) {
          VolumeIO.writeMask(segmenter.segment(VolumeIO.readCt(scan.ct())).mask(), mask);
        }
        labelled.add(LabelledSlices.read(one));
      }
    } catch (IOException e) {
      throw new VolumeIoException("cannot make the folder " + folder + ": " + e, e);
    }
    return labelled;
  }
}
