package org.lungseg.io.internal.dicom;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.lungseg.api.BudgetExceededException;

/**
 * Reads the elements before the pixels (PS3.5, chapter 7). What is not to be kept is skipped
 * without being held. Lengths are believed only as far as the bytes that are there.
 */
final class DataSetParser {

  /** A length that is not stated; the value ends with a delimiter. */
  static final long UNDEFINED = 0xFFFF_FFFFL;

  /** How deep sequences may lie in group 2, where none belong. */
  private static final int META_NESTING = 32;

  /** The longest value that is kept; the longest kind that is listed has 128 characters a value. */
  static final int MAX_VALUE_BYTES = 1 << 14;

  /** The most memory for the header of one file: 10,000 frames take a quarter of it. */
  static final long MAX_HEADER_BYTES = 64L << 20;

  private static final int ELEMENT_MEMORY_BYTES = 96;
  private static final int ITEM_MEMORY_BYTES = 256;

  private static final int NO_VR = 0;

  private static final Set<Integer> LONG_FORM =
      Set.of(
          vr("OB"), vr("OD"), vr("OF"), vr("OL"), vr("OV"), vr("OW"), vr("SQ"), vr("SV"), vr("UC"),
          vr("UN"), vr("UR"), vr("UT"), vr("UV"));

  private static final Set<Integer> SHORT_FORM =
      Set.of(
          vr("AE"), vr("AS"), vr("AT"), vr("CS"), vr("DA"), vr("DS"), vr("DT"), vr("FD"), vr("FL"),
          vr("IS"), vr("LO"), vr("LT"), vr("PN"), vr("SH"), vr("SL"), vr("SS"), vr("ST"), vr("TM"),
          vr("UI"), vr("UL"), vr("US"));

  private static final int SQ = vr("SQ");
  private static final int UN = vr("UN");
  private static final int OB = vr("OB");
  static final int OW = vr("OW");

  private final DicomInput input;
  private final ByteOrder order;
  private final HeaderPart kept;
  private final int maxNesting;
  private boolean explicit;
  private long memory;

  private int tag;
  private int vr;
  private long length;

  /**
   * Where the pixels stand.
   *
   * @param tag their element
   * @param vr their type, 0 where it is not stated
   * @param length in bytes, or {@link #UNDEFINED}
   * @param offset of their first byte
   */
  record PixelElement(int tag, int vr, long length, long offset) {}

  DataSetParser(DicomInput input, boolean explicit, ByteOrder order) {
    this(input, explicit, order, HeaderPart.IMAGE, META_NESTING);
  }

  /**
   * Parses what follows.
   *
   * @param kept which elements are held
   * @param maxNesting how deep sequences may lie in sequences
   */
  DataSetParser(
      DicomInput input, boolean explicit, ByteOrder order, HeaderPart kept, int maxNesting) {
    this.maxNesting = maxNesting;
    this.input = input;
    this.explicit = explicit;
    this.order = order;
    this.kept = kept;
    input.order(order);
  }

  private static int vr(String letters) {
    return letters.charAt(0) << 8 | letters.charAt(1);
  }

  /** Whether two bytes are one of the types of elements. */
  static boolean isVr(int first, int second) {
    int code = first << 8 | second;
    return LONG_FORM.contains(code) || SHORT_FORM.contains(code);
  }

  /** Reads the elements of group 2, which stand before the data set. */
  DataSet parseMeta() {
    DataSet meta = new DataSet(order);
    for (byte[] next = input.peek(2); isMetaGroup(next); next = input.peek(2)) {
      readHeader();
      keepOrSkip(meta, Long.MAX_VALUE, 0);
    }
    return meta;
  }

  private static boolean isMetaGroup(byte[] next) {
    return next.length == 2 && next[0] == 2 && next[1] == 0;
  }

  /**
   * Reads elements up to the pixels or the end.
   *
   * @return where the pixels stand; the tag is 0 if there are none
   */
  PixelElement parse(DataSet target) {
    while (!input.atEnd()) {
      readHeader();
      if (tag == Tag.PIXEL_DATA
          || tag == Tag.FLOAT_PIXEL_DATA
          || tag == Tag.DOUBLE_FLOAT_PIXEL_DATA) {
        return new PixelElement(tag, vr, length, input.position());
      }
      keepOrSkip(target, Long.MAX_VALUE, 0);
    }
    return new PixelElement(0, NO_VR, 0, input.position());
  }

  private void readHeader() {
    tag = input.tag();
    input.within(tag);
    if (tag >>> 16 == Tag.ITEM >>> 16 || !explicit) {
      vr = NO_VR;
      length = input.unsignedInt();
      return;
    }
    int first = input.unsignedByte();
    int second = input.unsignedByte();
    vr = first << 8 | second;
    if (SHORT_FORM.contains(vr)) {
      length = input.unsignedShort();
    } else if (LONG_FORM.contains(vr) || (isLetter(first) && isLetter(second))) {
      input.unsignedShort();
      length = input.unsignedInt(); // types added to the standard later have the long form
    } else {
      throw input.malformed("no type of value where one is expected");
    }
  }

  private static boolean isLetter(int c) {
    return c >= 'A' && c <= 'Z';
  }

  /** Deals with the value of the element whose header was read. */
  private void keepOrSkip(DataSet target, long end, int depth) {
    if (tag >>> 16 == Tag.ITEM >>> 16) {
      throw input.malformed("a delimiter outside of a sequence");
    }
    if (length != UNDEFINED && length > end - input.position()) {
      throw input.malformed("a value of " + length + " bytes does not fit its sequence");
    }
    if (kept.holdsSequence(tag) && (vr == SQ || vr == NO_VR || vr == UN)) {
      boolean implicitInside = vr == UN && explicit;
      int sequence = tag;
      explicit &= !implicitInside;
      target.put(sequence, parseSequence(end, depth + 1));
      explicit |= implicitInside;
    } else if (kept.holdsValue(tag) && length != UNDEFINED) {
      target.put(tag, readValue());
    } else {
      skipValue(depth);
    }
  }

  private byte[] readValue() {
    if (length > MAX_VALUE_BYTES) {
      throw input.malformed(
          "a value of " + length + " bytes where at most " + MAX_VALUE_BYTES + " are sensible");
    }
    claim(ELEMENT_MEMORY_BYTES + length);
    byte[] value = new byte[(int) length];
    input.readFully(value, 0, value.length);
    return value;
  }

  private List<DataSet> parseSequence(long enclosingEnd, int depth) {
    requireDepth(depth);
    boolean delimited = length == UNDEFINED;
    long end = delimited ? enclosingEnd : input.position() + length;
    int sequence = tag;
    List<DataSet> items = new ArrayList<>();
    while (input.position() < end) {
      input.within(sequence);
      int marker = input.tag();
      length = input.unsignedInt();
      if (marker == Tag.SEQUENCE_DELIMITATION && delimited) {
        return items;
      }
      if (marker != Tag.ITEM) {
        throw input.malformed("no item where one is expected");
      }
      claim(ITEM_MEMORY_BYTES);
      DataSet item = new DataSet(order);
      parseItem(item, end, depth);
      items.add(item);
    }
    if (delimited) {
      throw input.malformed("a sequence without its end");
    }
    return items;
  }

  private void parseItem(DataSet item, long enclosingEnd, int depth) {
    boolean delimited = length == UNDEFINED;
    long end = delimited ? enclosingEnd : input.position() + length;
    if (end > enclosingEnd) {
      throw input.malformed("an item of " + length + " bytes does not fit its sequence");
    }
    while (input.position() < end) {
      readHeader();
      if (tag == Tag.ITEM_DELIMITATION && delimited) {
        return;
      }
      keepOrSkip(item, end, depth);
    }
    if (delimited || input.position() > end) {
      throw input.malformed("an item without its end");
    }
  }

  private void skipValue(int depth) {
    if (length != UNDEFINED) {
      input.skip(length);
    } else if (vr == SQ || vr == UN || vr == NO_VR || vr == OB || vr == OW) {
      boolean implicitInside = vr == UN && explicit;
      explicit &= !implicitInside;
      skipItems(depth + 1);
      explicit |= implicitInside;
    } else {
      throw input.malformed("a value of undefined length whose type does not allow it");
    }
  }

  private void skipItems(int depth) {
    requireDepth(depth);
    int sequence = tag;
    while (true) {
      input.within(sequence);
      int marker = input.tag();
      length = input.unsignedInt();
      if (marker == Tag.SEQUENCE_DELIMITATION) {
        return;
      }
      if (marker != Tag.ITEM) {
        throw input.malformed("no item where one is expected");
      }
      if (length != UNDEFINED) {
        input.skip(length);
      } else {
        skipItem(depth);
      }
    }
  }

  private void skipItem(int depth) {
    readHeader();
    while (tag != Tag.ITEM_DELIMITATION) {
      if (tag >>> 16 == Tag.ITEM >>> 16) {
        throw input.malformed("a delimiter outside of a sequence");
      }
      skipValue(depth);
      readHeader();
    }
  }

  private void requireDepth(int depth) {
    if (depth > maxNesting) {
      throw input.malformed("sequences nested more than " + maxNesting + " deep");
    }
  }

  private void claim(long bytes) {
    memory += bytes;
    if (memory > MAX_HEADER_BYTES) {
      throw new BudgetExceededException(
          input.name()
              + ": the header needs more than "
              + MAX_HEADER_BYTES
              + " bytes of memory, which no volume needs",
          memory,
          MAX_HEADER_BYTES);
    }
  }
}
