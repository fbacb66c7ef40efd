package org.lungseg.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.lungseg.api.DeviceUnavailableException;
import org.lungseg.api.LungsegException;
import org.lungseg.api.MissingProviderException;
import org.lungseg.api.ModelSource;
import org.lungseg.api.Segmenter;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.cli.spi.CommandFailedException;
import org.lungseg.cli.spi.ExitCode;
import org.lungseg.engine.ModelPackage;
import org.lungseg.engine.classic.ClassicSegmenter;

/**
 * The models of a comparison, by what the command line calls them: {@code shipped}, {@code
 * classic}, the folder of a model package, or a folder of masks; each may be given a name, as in
 * {@code R231=models/r231}.
 */
final class CohortModels implements AutoCloseable {

  static final String SHIPPED = "shipped";
  static final String CLASSIC = "classic";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,59}");

  private final List<CohortCandidate> candidates = new ArrayList<>();

  private CohortModels() {}

  /**
   * Loads models.
   *
   * @param specifications what the user typed, one for each model
   * @param options threads, inference library and device
   * @throws CommandFailedException if one is not there, or cannot be loaded
   */
  static CohortModels open(List<String> specifications, SegmenterOptions.Builder options) {
    CohortModels models = new CohortModels();
    boolean complete = false;
    try {
      Set<String> names = new HashSet<>();
      for (String specification : specifications) {
        CohortCandidate candidate = open(specification, options);
        models.candidates.add(candidate);
        if (!names.add(candidate.model().name())) {
          throw usage(
              "two models are named "
                  + candidate.model().name()
                  + "; name them, as in a=DIR,b=DIR");
        }
      }
      complete = true;
      return models;
    } finally {
      if (!complete) {
        models.close();
      }
    }
  }

  List<CohortCandidate> candidates() {
    return List.copyOf(candidates);
  }

  @Override
  public void close() {
    candidates.forEach(CohortCandidate::close);
  }

  private static CohortCandidate open(String specification, SegmenterOptions.Builder options) {
    int equals = specification.indexOf('=');
    String what = specification.substring(equals + 1).strip();
    String name = equals < 0 ? defaultName(what) : specification.substring(0, equals).strip();
    if (!NAME.matcher(name).matches()) {
      throw usage(
          "a model is named by letters, digits, '.', '_' and '-', got '"
              + name
              + "'; name it, as in R231=DIR");
    }
    String engine = options.build().engine().orElse("");
    if (what.equals(SHIPPED)) {
      return new SegmenterCandidate(
          name, Segmenter.load(options.model(ModelSource.bundled()).build()), engine);
    }
    if (what.equals(CLASSIC)) {
      return new SegmenterCandidate(name, ClassicSegmenter.create(options.build()), "");
    }
    Path folder = folder(what);
    if (!Files.exists(folder.resolve(ModelPackage.DESCRIPTION_FILE))) {
      return new StoredMasks(name, folder);
    }
    try {
      return new SegmenterCandidate(
          name, Segmenter.load(options.model(ModelSource.directory(folder)).build()), engine);
    } catch (MissingProviderException | DeviceUnavailableException e) {
      throw e; // no matter of the model
    } catch (LungsegException e) {
      throw CommandFailedException.about(folder, e);
    }
  }

  private static String defaultName(String what) {
    if (what.equals(SHIPPED) || what.equals(CLASSIC)) {
      return what;
    }
    return String.valueOf(folder(what).toAbsolutePath().normalize().getFileName());
  }

  private static Path folder(String what) {
    try {
      Path folder = Path.of(what);
      if (!what.isEmpty() && Files.isDirectory(folder)) {
        return folder;
      }
    } catch (InvalidPathException e) {
      // Said below, as for a folder that does not exist.
    }
    throw usage(
        "no model '" + what + "': it is neither " + SHIPPED + ", " + CLASSIC + " nor a folder");
  }

  private static CommandFailedException usage(String message) {
    return new CommandFailedException(ExitCode.WRONG_USAGE, message, null);
  }
}
