package org.lungseg.io.internal.dicom;

import java.io.InputStream;
import org.lungseg.api.BudgetExceededException;

/** Ends reading where packed bytes unpack to more than so many times their number. */
final class RatioLimit extends CountedInput {

  private final String name;
  private final int ratio;
  private final long allowed;
  private long unpacked;

  /**
   * Watches a stream.
   *
   * @param name what errors call it
   * @param packedBytes how many bytes are unpacked, or more
   */
  RatioLimit(InputStream unpacking, String name, long packedBytes, int ratio) {
    super(unpacking);
    this.name = name;
    this.ratio = ratio;
    this.allowed = packedBytes > Long.MAX_VALUE / ratio ? Long.MAX_VALUE : packedBytes * ratio;
  }

  @Override
  void passed(long bytes) {
    unpacked += bytes;
    if (unpacked > allowed) {
      throw new BudgetExceededException(
          name
              + ": it unpacks to more than "
              + ratio
              + " times its size; raise ReadLimits if the source can be trusted",
          unpacked,
          allowed);
    }
  }
}
