package org.lungseg.api.spi;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.lungseg.api.MissingProviderException;
import org.lungseg.api.Segmenter;
import org.lungseg.api.SegmenterOptions;

/**
 * Makes segmenters on one inference engine. Implementations have a public constructor without
 * arguments, are named in {@code META-INF/services/org.lungseg.api.spi.SegmenterProvider}, and must
 * be cheap to make: no native library is loaded before {@link #create}.
 */
public interface SegmenterProvider {

  /** The name that {@link SegmenterOptions#engine} chooses by, such as {@code OnnxRuntime}. */
  String name();

  /**
   * The order among several providers when none is asked for by name: the highest is taken. ONNX
   * Runtime has 100.
   */
  int preference();

  /**
   * Loads a model.
   *
   * @throws org.lungseg.api.UnusableModelException if the model is missing or does not verify
   * @throws org.lungseg.api.DeviceUnavailableException if the device cannot be used and falling
   *     back is refused
   */
  Segmenter create(SegmenterOptions options);

  /**
   * The provider the options ask for, found by their class loader.
   *
   * @throws MissingProviderException if there is none, or none of that name
   */
  static SegmenterProvider select(SegmenterOptions options) {
    List<SegmenterProvider> found;
    try {
      found =
          ServiceLoader.load(SegmenterProvider.class, options.classLoader()).stream()
              .map(ServiceLoader.Provider::get)
              .sorted(
                  Comparator.comparingInt(SegmenterProvider::preference)
                      .reversed()
                      .thenComparing(SegmenterProvider::name))
              .toList();
    } catch (ServiceConfigurationError e) {
      throw new MissingProviderException(
          "an inference engine on the class path cannot be loaded: " + e.getMessage(), e);
    }
    if (found.isEmpty()) {
      throw new MissingProviderException(
          "no inference engine on the class path; add org.lungseg:lungseg-engine (and"
              + " org.lungseg:lungseg-model for the bundled network), or org.lungseg:lungseg for"
              + " both");
    }
    if (options.engine().isEmpty()) {
      return found.get(0);
    }
    String wanted = options.engine().get();
    return found.stream()
        .filter(provider -> provider.name().equalsIgnoreCase(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new MissingProviderException(
                    "no inference engine named '"
                        + wanted
                        + "' on the class path; there are "
                        + found.stream().map(SegmenterProvider::name).toList()));
  }
}
