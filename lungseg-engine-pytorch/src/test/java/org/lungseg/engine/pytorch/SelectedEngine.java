package org.lungseg.engine.pytorch;

import java.util.function.Supplier;
import org.lungseg.api.MissingProviderException;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.api.spi.SegmenterProvider;

/**
 * The name of the engine that is taken on the class path that this class was loaded from, or what
 * the refusal says. Loads no native library.
 */
public final class SelectedEngine implements Supplier<String> {

  private final SegmenterOptions.Builder options =
      SegmenterOptions.builder().classLoader(SelectedEngine.class.getClassLoader());

  /** With an engine asked for, or an empty word for none. */
  public SelectedEngine(String engine) {
    if (!engine.isEmpty()) {
      options.engine(engine);
    }
  }

  @Override
  public String get() {
    try {
      return SegmenterProvider.select(options.build()).name();
    } catch (MissingProviderException e) {
      return "missing: " + e.getMessage();
    }
  }
}
