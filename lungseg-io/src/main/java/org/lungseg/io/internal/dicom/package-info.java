/**
 * Reads CT series from DICOM files (PS3.3, PS3.5, PS3.10), and reads and writes segmentations of
 * them.
 *
 * <p>The path of the data, in the order of the types: {@code DicomFiles} finds the files, {@code
 * HeaderReader} reads what stands before their pixels ({@code DicomInput} the bytes, {@code
 * DataSetParser} the elements), {@code SeriesIndex} groups them, {@code SliceStack} decides whether
 * and how the slices of a series make a volume, {@code SliceReader} fills the volume's array,
 * decoding what is compressed with {@code org.lungseg.io.internal.codec}.
 *
 * <p>Files are read twice: the headers of all of them first, the pixels of the chosen series then.
 * Of a header only the elements in {@code Tag} are held in memory; names, dates and identifiers of
 * the patient and of the study are not among them, so that they cannot get into a volume, an error
 * or a log.
 *
 * <p>{@code Segmentation} is one that is read, {@code SegmentationWriter} writes one, of a series
 * and with the header that {@code SegmentationHeader} makes. Only there, by {@code StudyHeader},
 * are patient and study read, to be copied.
 */
@NullMarked
package org.lungseg.io.internal.dicom;

import org.jspecify.annotations.NullMarked;
