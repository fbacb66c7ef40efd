package org.lungseg.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lungseg.api.Device;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Values of options, checked as they are read so that a wrong one counts as wrong usage. */
final class Converters {

  private Converters() {}

  /** A whole number from 0. */
  static final class NonNegative implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return wholeNumber(text, 0);
    }
  }

  /** A whole number from 1. */
  static final class Positive implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return wholeNumber(text, 1);
    }
  }

  /** {@code cpu}, {@code gpu} or {@code gpu:N}. */
  static final class DeviceName implements ITypeConverter<Device> {
    @Override
    public Device convert(String text) {
      try {
        return Device.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** A number of bytes such as {@code 512m} or {@code 2g}, in powers of 1024. */
  static final class ByteCount implements ITypeConverter<Long> {

    private static final Pattern FORM = Pattern.compile("(\\d{1,15})([kmgt]?)(?:i?b)?");
    private static final String UNITS = "kmgt";
    private static final int BITS_PER_UNIT = 10;

    @Override
    public Long convert(String text) {
      Matcher matcher = FORM.matcher(text.toLowerCase(Locale.ROOT));
      if (matcher.matches()) {
        int shift = BITS_PER_UNIT * (UNITS.indexOf(matcher.group(2)) + 1);
        shift = matcher.group(2).isEmpty() ? 0 : shift;
        long count = Long.parseLong(matcher.group(1));
        if (count > 0 && count <= Long.MAX_VALUE >> shift) {
          return count << shift;
        }
      }
      throw new TypeConversionException(
          "a size is a positive number with k, m, g or t, such as 2g, got '" + text + "'");
    }
  }

  private static int wholeNumber(String text, int least) {
    try {
      int value = Integer.parseInt(text);
      if (value >= least) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, as for a number that is too small.
    }
    throw new TypeConversionException(
        "expected a whole number of at least " + least + ", got '" + text + "'");
  }
}
