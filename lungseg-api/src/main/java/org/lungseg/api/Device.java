package org.lungseg.api;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a network runs.
 *
 * @param kind processor or graphics card
 * @param index which graphics card, from 0; 0 for the processor
 */
public record Device(Kind kind, int index) {

  private static final Pattern GPU = Pattern.compile("gpu(?::(\\d{1,3}))?");

  /** The kinds of device. */
  public enum Kind {
    /** The main processor. */
    CPU,
    /** A CUDA graphics card. */
    GPU
  }

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if the index is negative, or not 0 for the processor
   */
  public Device {
    if (index < 0 || (kind == Kind.CPU && index != 0)) {
      throw new IllegalArgumentException("no device " + kind + " " + index);
    }
  }

  /** The main processor. */
  public static Device cpu() {
    return new Device(Kind.CPU, 0);
  }

  /** A graphics card, counted from 0. */
  public static Device gpu(int index) {
    return new Device(Kind.GPU, index);
  }

  /**
   * Reads {@code cpu}, {@code gpu} or {@code gpu:N}.
   *
   * @throws IllegalArgumentException if it is none of them
   */
  public static Device parse(String text) {
    if (text.equals("cpu")) {
      return cpu();
    }
    Matcher gpu = GPU.matcher(text);
    if (!gpu.matches()) {
      throw new IllegalArgumentException("a device is cpu, gpu or gpu:N, got '" + text + "'");
    }
    return gpu(gpu.group(1) == null ? 0 : Integer.parseInt(gpu.group(1)));
  }

  @Override
  public String toString() {
    return kind == Kind.CPU ? "cpu" : "gpu:" + index;
  }
}
