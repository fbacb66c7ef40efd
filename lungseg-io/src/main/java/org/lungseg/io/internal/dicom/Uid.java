package org.lungseg.io.internal.dicom;

import java.math.BigInteger;
import java.util.UUID;
import java.util.regex.Pattern;

/** Unique identifiers (PS3.5, chapter 9). */
final class Uid {

  private static final int MAX_LENGTH = 64;
  private static final int LONG_HEX_DIGITS = 16;
  private static final Pattern FORM = Pattern.compile("\\d+(\\.\\d+)+");

  /** Names this implementation in the files that it writes. */
  static final String IMPLEMENTATION =
      ofUuid(UUID.fromString("5f0e6b0c-7d7a-4c55-9a3e-2b8f3f1c6d21"));

  private Uid() {}

  /** A new one, of a random UUID (PS3.5, B.2). */
  static String create() {
    return ofUuid(UUID.randomUUID());
  }

  private static String ofUuid(UUID uuid) {
    String hex = uuid.toString().replace("-", "");
    return "2.25." + new BigInteger(hex, LONG_HEX_DIGITS);
  }

  /**
   * Whether it has the form of an identifier. Leading zeros, which some programs write against the
   * standard, are let through: who refers to an object has to use the identifier that it has.
   */
  static boolean isValid(String uid) {
    return uid.length() <= MAX_LENGTH && FORM.matcher(uid).matches();
  }
}
