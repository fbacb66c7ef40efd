package org.lungseg.io.internal.dicom;

import java.io.InputStream;
import java.util.OptionalLong;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * A file whose elements before the pixels are read.
 *
 * @param file the file
 * @param syntax how it is written
 * @param data what is kept of its elements
 * @param dataStart the byte at which the data set begins; what follows is packed if the syntax says
 *     so
 * @param pixels where the pixels stand: from the start of the file, or of the unpacked data set
 */
record ParsedFile(
    DicomFile file,
    TransferSyntax syntax,
    DataSet data,
    long dataStart,
    DataSetParser.PixelElement pixels) {

  private static final int INFLATER_BUFFER_BYTES = 1 << 14;

  /** Opens the file at the first byte of the pixels. */
  DicomInput openPixels() {
    DicomInput raw = file.open();
    try {
      DicomInput input = raw;
      if (syntax.deflated()) {
        raw.skip(dataStart);
        input = inflated(raw);
      }
      input.order(syntax.order());
      input.within(pixels.tag());
      input.skip(pixels.offset());
      return input;
    } catch (RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  /** What follows in a file, unpacked and counted; closing it closes the file. */
  static DicomInput inflated(DicomInput raw, OptionalLong size, InflationBudget budget) {
    InputStream unpacking = inflate(raw);
    if (size.isPresent()) {
      int ratio = budget.limits().maxInflationRatio();
      unpacking = new RatioLimit(unpacking, raw.name(), size.getAsLong(), ratio);
    }
    return new DicomInput(raw.name(), budget.count(unpacking));
  }

  private static DicomInput inflated(DicomInput raw) {
    return new DicomInput(raw.name(), inflate(raw));
  }

  private static InflaterInputStream inflate(DicomInput raw) {
    Inflater inflater = new Inflater(true);
    return new InflaterInputStream(raw.rest(), inflater, INFLATER_BUFFER_BYTES) {
      @Override
      public void close() {
        inflater.end();
        raw.close();
      }
    };
  }
}
