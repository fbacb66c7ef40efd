package org.lungseg.api.spi;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.lungseg.api.EngineChoice;
import org.lungseg.api.MissingProviderException;
import org.lungseg.api.SegmenterOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The providers on a class path, the preferred first, and the choice among them. */
final class ProviderSearch {

  private static final Logger LOG = LoggerFactory.getLogger(ProviderSearch.class);

  private static final String GROUP = "org.lungseg";

  /** The artifacts that bring this project's own engines, by the name in lower case. */
  private static final Map<String, String> ARTIFACTS =
      Map.of("onnxruntime", "lungseg-engine", "pytorch", "lungseg-engine-pytorch");

  private final List<SegmenterProvider> found;
  private final Optional<String> wanted;

  private ProviderSearch(List<SegmenterProvider> found, Optional<String> wanted) {
    this.found = found;
    this.wanted = wanted;
  }

  static ProviderSearch of(SegmenterOptions options) {
    try {
      List<SegmenterProvider> found =
          ServiceLoader.load(SegmenterProvider.class, options.classLoader()).stream()
              .map(ServiceLoader.Provider::get)
              .sorted(
                  Comparator.comparingInt(SegmenterProvider::preference)
                      .reversed()
                      .thenComparing(SegmenterProvider::name))
              .toList();
      return new ProviderSearch(found, options.engine());
    } catch (ServiceConfigurationError e) {
      throw new MissingProviderException(
          "an inference engine on the class path cannot be loaded: " + e.getMessage(), e);
    }
  }

  SegmenterProvider select() {
    if (wanted.isPresent()) {
      return byName(wanted.get());
    }
    if (found.isEmpty()) {
      throw new MissingProviderException(
          "no inference engine on the class path; add org.lungseg:lungseg-engine (and"
              + " org.lungseg:lungseg-model for the bundled network), or org.lungseg:lungseg for"
              + " both");
    }
    SegmenterProvider preferred =
        found.stream()
            .filter(provider -> provider.missingArtifact().isEmpty())
            .findFirst()
            .orElseThrow(() -> incomplete(found.get(0)));
    EngineChoice choice = choice(preferred);
    if (choice.isByPreference()) {
      LOG.info("Several inference engines on the class path: {}; options can name one", choice);
    }
    return preferred;
  }

  EngineChoice choice(SegmenterProvider used) {
    List<String> others =
        found.stream()
            .filter(provider -> provider.missingArtifact().isEmpty())
            .map(SegmenterProvider::name)
            .filter(name -> !name.equals(used.name()))
            .toList();
    EngineChoice.Reason reason = EngineChoice.Reason.PREFERRED;
    if (wanted.isPresent() && used.name().equalsIgnoreCase(wanted.get())) {
      reason = EngineChoice.Reason.ASKED_FOR;
    } else if (others.isEmpty()) {
      reason = EngineChoice.Reason.ONLY_ONE;
    }
    return new EngineChoice(used.name(), reason, others);
  }

  private SegmenterProvider byName(String name) {
    SegmenterProvider provider =
        found.stream()
            .filter(candidate -> candidate.name().equalsIgnoreCase(name))
            .findFirst()
            .orElseThrow(() -> unknown(name));
    if (provider.missingArtifact().isPresent()) {
      throw incomplete(provider);
    }
    return provider;
  }

  private MissingProviderException unknown(String name) {
    String artifact = ARTIFACTS.get(name.toLowerCase(Locale.ROOT));
    return new MissingProviderException(
        "no inference engine named '"
            + name
            + "' on the class path; there are "
            + found.stream().map(SegmenterProvider::name).toList()
            + (artifact == null ? "" : "; add" + dependency(GROUP, artifact, ownVersion())));
  }

  private static MissingProviderException incomplete(SegmenterProvider provider) {
    String[] coordinates = provider.missingArtifact().orElseThrow().split(":", 2);
    return new MissingProviderException(
        "the inference engine "
            + provider.name()
            + " misses a part on the class path; add"
            + dependency(coordinates[0], coordinates[coordinates.length - 1], null));
  }

  /** As a build file of Maven has it. */
  private static String dependency(String group, String artifact, @Nullable String version) {
    StringBuilder text = new StringBuilder("\n<dependency>\n");
    text.append("  <groupId>").append(group).append("</groupId>\n");
    text.append("  <artifactId>").append(artifact).append("</artifactId>\n");
    if (version != null) {
      text.append("  <version>").append(version).append("</version>\n");
    }
    return text.append("</dependency>").toString();
  }

  /** The version of this library, where it runs from its jar. */
  private static @Nullable String ownVersion() {
    return ProviderSearch.class.getPackage().getImplementationVersion();
  }
}
