package org.lungseg.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.lungseg.api.Device;
import org.lungseg.api.InputPolicy;
import org.lungseg.api.SegmentationWarning.Kind;
import org.lungseg.metrics.quantitative.DensityLimits;
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

  /** A width of bins in Hounsfield units: sixteenths of a unit. */
  static final class BinWidth implements ITypeConverter<Double> {

    private static final double WIDEST_HU = 1000;
    private static final int STEPS_PER_HU = 16;

    @Override
    public Double convert(String text) {
      double width = number(text, "a width in HU");
      if (width > 0 && width <= WIDEST_HU && width * STEPS_PER_HU % 1 == 0) {
        return width;
      }
      throw new TypeConversionException(
          "a bin is 1/16 to 1000 HU wide, in steps of 1/16 HU, got '" + text + "'");
    }
  }

  /** A length from 0 to 30 mm. */
  static final class Millimetres implements ITypeConverter<Double> {

    private static final double LONGEST_MM = 30;

    @Override
    public Double convert(String text) {
      double length = number(text, "a length in mm");
      if (length >= 0 && length <= LONGEST_MM) {
        return length;
      }
      throw new TypeConversionException("expected 0 to 30 mm, got '" + text + "'");
    }
  }

  /** Three rising densities, such as {@code -950,-700,-300}. */
  static final class Limits implements ITypeConverter<DensityLimits> {

    private static final int LIMITS = 3;

    @Override
    public DensityLimits convert(String text) {
      String[] parts = text.split(",", -1);
      if (parts.length != LIMITS) {
        throw new TypeConversionException(
            "expected three densities such as -950,-700,-300, got '" + text + "'");
      }
      try {
        return new DensityLimits(
            number(parts[0], "a density in HU"),
            number(parts[1], "a density in HU"),
            number(parts[2], "a density in HU"));
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** A kind of warning, such as {@code lungs-cut}. */
  static final class WarningKind implements ITypeConverter<Kind> {
    @Override
    public Kind convert(String text) {
      return ofName(Kind.values(), text, "a kind of warning");
    }
  }

  /** {@code error}, {@code warn} or {@code repair}. */
  static final class Policy implements ITypeConverter<InputPolicy> {
    @Override
    public InputPolicy convert(String text) {
      return ofName(InputPolicy.values(), text, "a policy");
    }
  }

  /** The name of a constant as users write it, such as {@code lungs-cut}. */
  static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Says which policies there are for a kind. */
  static String message(Kind kind) {
    return "for "
        + name(kind)
        + " there are the policies "
        + kind.policies().stream().sorted().map(Converters::name).collect(Collectors.joining(", "));
  }

  private static <E extends Enum<E>> E ofName(E[] constants, String text, String what) {
    return Arrays.stream(constants)
        .filter(
            constant ->
                name(constant).equals(text.strip().toLowerCase(Locale.ROOT).replace('_', '-')))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'"
                        + text
                        + "' is not "
                        + what
                        + "; there are "
                        + Arrays.stream(constants)
                            .map(Converters::name)
                            .collect(Collectors.joining(", "))));
  }

  private static double number(String text, String what) {
    try {
      double value = Double.parseDouble(text.strip());
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, as for a number that is not finite.
    }
    throw new TypeConversionException("expected " + what + ", got '" + text + "'");
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
