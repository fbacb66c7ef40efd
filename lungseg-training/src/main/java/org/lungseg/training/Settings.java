package org.lungseg.training;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.lungseg.api.UnreadableFormatException;
import org.lungseg.api.VolumeIoException;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * A YAML map that is read setting by setting and remembers which were asked for, so that a misspelt
 * one is found. Every error names the file and the setting. For one thread.
 */
public final class Settings {

  private final Map<?, ?> map;
  private final Path file;
  private final Set<Object> asked = new HashSet<>();

  private Settings(Map<?, ?> map, Path file) {
    this.map = map;
    this.file = file;
  }

  /**
   * Reads a file.
   *
   * @param what it is, for errors: "the configuration"
   * @throws UnreadableFormatException if it is no YAML map
   * @throws VolumeIoException if it cannot be read
   */
  public static Settings read(Path file, String what) {
    Object root;
    try (Reader reader = Files.newBufferedReader(file)) {
      root = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
    } catch (IOException e) {
      throw new VolumeIoException("cannot read " + what + " " + file + ": " + e, e);
    } catch (YAMLException e) {
      throw new UnreadableFormatException(file + " is not YAML: " + e.getMessage(), e);
    }
    if (!(root instanceof Map<?, ?> map)) {
      throw new UnreadableFormatException(file + " is not a map of settings");
    }
    return new Settings(map, file);
  }

  /** The same settings with some of them replaced or added. */
  public Settings with(Map<String, Object> changes) {
    Map<Object, Object> changed = new LinkedHashMap<>(map);
    changed.putAll(changes);
    return new Settings(changed, file);
  }

  /** Whether there is such a setting. */
  public boolean has(String key) {
    return map.containsKey(key);
  }

  /** A text. */
  public String text(String key) {
    Object value = value(key);
    return value.toString();
  }

  /** A path, relative to the folder of the file. */
  public Path path(String key) {
    return besideTheFile(text(key));
  }

  /** A list of paths, relative to the folder of the file. */
  public List<Path> paths(String key) {
    return texts(key).stream().map(this::besideTheFile).toList();
  }

  private Path besideTheFile(String given) {
    Path path = Path.of(given);
    Path folder = file.toAbsolutePath().getParent();
    return folder == null ? path : folder.resolve(path).normalize();
  }

  /** A number. */
  public double number(String key) {
    return parse(key, text(key));
  }

  /** A number, or another if the setting is missing. */
  public double numberOr(String key, double missing) {
    return has(key) ? number(key) : missing;
  }

  /** A whole number. */
  public int integer(String key) {
    return whole(key, number(key));
  }

  /** A list of numbers. */
  public List<Double> numbers(String key) {
    return list(key).stream().map(value -> parse(key, value.toString())).toList();
  }

  /** A list of whole numbers. */
  public List<Integer> integers(String key) {
    return numbers(key).stream().map(value -> whole(key, value)).toList();
  }

  /** A list of texts. */
  public List<String> texts(String key) {
    return list(key).stream().map(Object::toString).toList();
  }

  /** A list of maps, each to be read like a file. */
  public List<Settings> maps(String key) {
    return list(key).stream().map(value -> new Settings(asMap(key, value), file)).toList();
  }

  /** A map, to be read like a file. */
  public Settings inner(String key) {
    return new Settings(asMap(key, value(key)), file);
  }

  /** A map of settings that somebody else will read. */
  public Map<String, Object> map(String key) {
    Map<String, Object> texts = new LinkedHashMap<>();
    asMap(key, value(key)).forEach((name, value) -> texts.put(name.toString(), value));
    return texts;
  }

  /**
   * Checks that every setting was asked for.
   *
   * @throws UnreadableFormatException naming those that were not
   */
  public void refuseUnknown() {
    Set<Object> unknown = new HashSet<>(map.keySet());
    unknown.removeAll(asked);
    if (!unknown.isEmpty()) {
      throw new UnreadableFormatException(file + " has unknown settings " + unknown);
    }
  }

  private Object value(String key) {
    asked.add(key);
    Object value = map.get(key);
    if (value == null) {
      throw new UnreadableFormatException(file + " has no setting '" + key + "'");
    }
    return value;
  }

  private List<?> list(String key) {
    if (!(value(key) instanceof List<?> list)) {
      throw new UnreadableFormatException(file + ": '" + key + "' is a list");
    }
    return list;
  }

  private Map<?, ?> asMap(String key, Object value) {
    if (!(value instanceof Map<?, ?> inner)) {
      throw new UnreadableFormatException(file + ": '" + key + "' holds maps, got " + value);
    }
    return inner;
  }

  private double parse(String key, String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new UnreadableFormatException(
          file + ": '" + key + "' is a number, got '" + text + "'", e);
    }
  }

  private int whole(String key, double value) {
    if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
      throw new UnreadableFormatException(file + ": '" + key + "' is a whole number, got " + value);
    }
    return (int) value;
  }
}
