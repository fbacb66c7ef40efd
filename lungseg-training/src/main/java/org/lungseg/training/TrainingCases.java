package org.lungseg.training;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.lungseg.api.CancellationToken;
import org.lungseg.engine.ModelPackage;
import org.lungseg.training.TrainingConfig.SliceNetwork;
import org.lungseg.training.data.DataSplit;
import org.lungseg.training.data.DatasetManifest;
import org.lungseg.training.data.LabelledSlices;

/**
 * What a training learns from and is watched on.
 *
 * @param learnt the training cases of the manifest, then the scans of the pool by the names of
 *     their patients, with masks that the network for slices makes
 * @param watched the validation cases
 */
public record TrainingCases(List<LabelledSlices> learnt, List<LabelledSlices> watched) {

  private static final String POOL = "pool";

  /** Copies the lists. */
  public TrainingCases {
    learnt = List.copyOf(learnt);
    watched = List.copyOf(watched);
  }

  /**
   * Reads the cases of a configuration, and makes masks of its pool where there are none yet.
   *
   * @param dataRoot the folder that paths of the manifest and the pool start from
   * @param runFolder gets the masks, in {@value #POOL}
   * @throws org.lungseg.api.OperationCancelledException if the token was cancelled
   */
  public static TrainingCases read(
      TrainingConfig config, Path dataRoot, Path runFolder, CancellationToken cancellation) {
    DatasetManifest manifest = DatasetManifest.read(config.manifest(), dataRoot);
    List<LabelledSlices> learnt = new ArrayList<>(read(manifest, DataSplit.TRAIN));
    if (config.pool().isPresent()) {
      ScanPool pool = ScanPool.read(config.pool().get(), dataRoot).sorted();
      Path folder = runFolder.resolve(POOL);
      Path teacher = teacher(config.slices().orElseThrow(), dataRoot, folder);
      learnt.addAll(PoolMasks.make(pool, teacher, folder, cancellation));
    }
    return new TrainingCases(learnt, read(manifest, DataSplit.VALIDATION));
  }

  /** The package of a network for slices, as it is shipped: with 8-bit integers inside. */
  private static Path teacher(SliceNetwork slices, Path dataRoot, Path folder) {
    List<Path> weights = new ArrayList<>(slices.config().averagedWith());
    weights.add(slices.weights());
    String made =
        TrainingFingerprint.ofPackage(slices.config(), weights)
            .substring(0, PoolMasks.CHECKSUM_DIGITS);
    Path teacher = folder.resolve("teacher-" + made);
    if (!Files.exists(teacher.resolve(ModelPackage.DESCRIPTION_FILE))) {
      new ModelExporter(slices.config(), dataRoot)
          .exportQuantizedUnvalidated(slices.weights(), teacher);
    }
    return teacher;
  }

  private static List<LabelledSlices> read(DatasetManifest manifest, DataSplit split) {
    return manifest.of(split).stream().map(LabelledSlices::read).toList();
  }
}
