package org.lungseg.api;

import java.nio.file.Path;

/** Where a model package (a {@code model.json} and its network file) is read from. */
public sealed interface ModelSource {

  /** The package on the class path, brought by the artifact {@code org.lungseg:lungseg-model}. */
  record Bundled() implements ModelSource {}

  /**
   * A package in a folder.
   *
   * @param path the folder that holds {@code model.json}
   */
  record Directory(Path path) implements ModelSource {}

  /** The package on the class path. */
  static ModelSource bundled() {
    return new Bundled();
  }

  /** A package in a folder. */
  static ModelSource directory(Path path) {
    return new Directory(path);
  }
}
