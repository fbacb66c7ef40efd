package org.lungseg.cli;

import org.jspecify.annotations.Nullable;
import org.lungseg.io.ReadOptions;
import picocli.CommandLine.Option;

/** The options that choose one volume of an input that holds several. */
final class IndexOption {

  @Option(
      names = "--index",
      paramLabel = "N",
      converter = Converters.NonNegative.class,
      description = "Which volume of a file that holds several, from 0.")
  private @Nullable Integer index;

  @Option(
      names = "--series",
      paramLabel = "N|UID",
      description =
          "Which DICOM series of several: its number in the list that info shows, or its UID.")
  private @Nullable String series;

  /** Whether a DICOM series is chosen. */
  boolean namesSeries() {
    return series != null;
  }

  ReadOptions readOptions() {
    ReadOptions options = withoutSeries();
    return series == null ? options : options.withSeries(series);
  }

  /** The options for an input beside which another one has the series that is chosen. */
  ReadOptions withoutSeries() {
    ReadOptions options = ReadOptions.defaults();
    return index == null ? options : options.withVolumeIndex(index);
  }
}
