package org.lungseg.io;

import java.util.List;
import java.util.Optional;

/**
 * All options of one output together.
 *
 * @param overwrite whether an output that exists is replaced
 * @param threads how many threads pack
 * @param niftiExtensions what a NIfTI header gets beside the volume's own
 * @param dicomSource the series that a DICOM segmentation belongs to
 * @param algorithm what made the mask
 */
record WriteSettings(
    boolean overwrite,
    int threads,
    List<NiftiExtension> niftiExtensions,
    Optional<WriteOption.DicomSource> dicomSource,
    Optional<WriteOption.Algorithm> algorithm) {

  static final WriteSettings DEFAULTS =
      new WriteSettings(false, 1, List.of(), Optional.empty(), Optional.empty());

  WriteSettings {
    niftiExtensions = List.copyOf(niftiExtensions);
  }

  /** Of several options of one kind, the last counts. */
  static WriteSettings of(WriteOption... options) {
    WriteSettings settings = DEFAULTS;
    for (WriteOption option : options) {
      settings = settings.with(option);
    }
    return settings;
  }

  private WriteSettings with(WriteOption option) {
    if (option instanceof WriteOption.Threads given) {
      return new WriteSettings(overwrite, given.count(), niftiExtensions, dicomSource, algorithm);
    } else if (option instanceof WriteOption.Extensions given) {
      return new WriteSettings(overwrite, threads, given.list(), dicomSource, algorithm);
    } else if (option instanceof WriteOption.DicomSource given) {
      return new WriteSettings(overwrite, threads, niftiExtensions, Optional.of(given), algorithm);
    } else if (option instanceof WriteOption.Algorithm given) {
      return new WriteSettings(
          overwrite, threads, niftiExtensions, dicomSource, Optional.of(given));
    }
    return new WriteSettings(true, threads, niftiExtensions, dicomSource, algorithm);
  }
}
