package org.lungseg.io;

import java.util.Comparator;

/** Orders names as people number them: {@code slice2} before {@code slice10}. */
final class NaturalOrder implements Comparator<String> {

  static final NaturalOrder INSTANCE = new NaturalOrder();

  private NaturalOrder() {}

  /** Compares runs of digits by their number, all else by character; equal numbers as text. */
  @Override
  public int compare(String a, String b) {
    int atA = 0;
    int atB = 0;
    while (atA < a.length() && atB < b.length()) {
      if (isDigit(a.charAt(atA)) && isDigit(b.charAt(atB))) {
        int endA = endOfDigits(a, atA);
        int endB = endOfDigits(b, atB);
        String numberA = withoutZeros(a, atA, endA);
        String numberB = withoutZeros(b, atB, endB);
        int byLength = Integer.compare(numberA.length(), numberB.length());
        int byNumber = byLength != 0 ? byLength : numberA.compareTo(numberB);
        if (byNumber != 0) {
          return byNumber;
        }
        atA = endA;
        atB = endB;
      } else {
        int byCharacter = Character.compare(a.charAt(atA), b.charAt(atB));
        if (byCharacter != 0) {
          return byCharacter;
        }
        atA++;
        atB++;
      }
    }
    int byRest = Integer.compare(a.length() - atA, b.length() - atB);
    return byRest != 0 ? byRest : a.compareTo(b);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static int endOfDigits(String text, int from) {
    int end = from;
    while (end < text.length() && isDigit(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static String withoutZeros(String text, int from, int to) {
    int start = from;
    while (start < to - 1 && text.charAt(start) == '0') {
      start++;
    }
    return text.substring(start, to);
  }
}
