package org.lungseg.cli;

import org.jspecify.annotations.Nullable;
import org.lungseg.io.ReadOptions;
import picocli.CommandLine.Option;

/** The option that chooses one volume of a file that holds several. */
final class IndexOption {

  @Option(
      names = "--index",
      paramLabel = "N",
      converter = Converters.NonNegative.class,
      description = "Which volume of a file that holds several, from 0.")
  private @Nullable Integer index;

  ReadOptions readOptions() {
    ReadOptions defaults = ReadOptions.defaults();
    return index == null ? defaults : defaults.withVolumeIndex(index);
  }
}
