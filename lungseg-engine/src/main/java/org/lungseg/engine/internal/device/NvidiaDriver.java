package org.lungseg.engine.internal.device;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The driver of NVIDIA's graphics cards on a machine.
 *
 * @param version its version, such as 535.104.05
 * @param cards how many cards a program sees
 */
public record NvidiaDriver(String version, int cards) {

  private static final Pattern VERSION = Pattern.compile("\\d{1,6}(\\.\\d{1,6}){0,3}");

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if the version is none, or the number negative
   */
  public NvidiaDriver {
    if (!isVersion(version) || cards < 0) {
      throw new IllegalArgumentException("no driver: " + version + " with " + cards + " cards");
    }
  }

  static boolean isVersion(String text) {
    return VERSION.matcher(text).matches();
  }

  /** Whether the driver is as new as that version, which may have fewer parts. */
  boolean isAtLeast(String least) {
    List<Integer> own = parts(version);
    List<Integer> other = parts(least);
    for (int at = 0; at < other.size(); at++) {
      int difference = (at < own.size() ? own.get(at) : 0) - other.get(at);
      if (difference != 0) {
        return difference > 0;
      }
    }
    return true;
  }

  private static List<Integer> parts(String version) {
    return Arrays.stream(version.split("\\.")).map(Integer::valueOf).toList();
  }
}
