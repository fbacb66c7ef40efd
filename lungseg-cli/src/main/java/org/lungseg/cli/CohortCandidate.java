package org.lungseg.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.lungseg.api.CtVolume;
import org.lungseg.api.LabelMask;
import org.lungseg.cli.spi.CommandContext;
import org.lungseg.metrics.cohort.CohortManifest;
import org.lungseg.metrics.cohort.CohortModel;

/** One of the models that are compared: something that has or makes a mask for each case. */
interface CohortCandidate extends AutoCloseable {

  /**
   * A mask and what making it took.
   *
   * @param mask the mask
   * @param quality the model's own score of the mask, where it gives one
   * @param seconds how long it took, where it was made here
   * @param peakMegabytes the most memory the process held meanwhile, where that can be known
   */
  record Made(
      LabelMask mask,
      OptionalDouble quality,
      OptionalDouble seconds,
      OptionalDouble peakMegabytes) {}

  /** What reports say of it. */
  CohortModel model();

  /** What tells its results from those of any other model or version. */
  String fingerprint();

  /** Whether masks are made from the CT. */
  boolean needsCt();

  /** Files of its own for a case, whose change makes old results stale. */
  List<Path> files(CohortManifest.Entry entry);

  /**
   * The mask of a case.
   *
   * @param ct the image; asked for only where {@link #needsCt}
   * @param what the case, for the display of progress
   */
  Made make(CohortManifest.Entry entry, Supplier<CtVolume> ct, String what, CommandContext context);

  @Override
  void close();
}
