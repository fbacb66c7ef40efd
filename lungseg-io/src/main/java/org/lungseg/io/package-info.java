/**
 * Reads and writes volumes and masks; {@link org.lungseg.io.VolumeIO} is the entrance.
 *
 * <h2>Conventions</h2>
 *
 * <p>Voxels keep the order of the file, {@code i} fastest, and geometry is the full map from voxel
 * indices to RAS millimetres (frames: see {@link org.lungseg.api}). Nothing is reoriented or
 * resampled on the way in or out. A format is recognised by its content; its name matters only for
 * output, where the ending chooses the format.
 *
 * <p>A volume is read in one pass into its final array, through chunks of bounded size. Sizes
 * stated by a header are checked against the length of the source and against {@link
 * org.lungseg.io.ReadLimits} before anything is allocated. Files are written beside their target
 * and moved into place when complete, and replace nothing unless {@link
 * org.lungseg.io.WriteOption#OVERWRITE} is given.
 *
 * <p>Free text in headers (descriptions, names of auxiliary files, patient names) is neither
 * logged, nor shown, nor copied to outputs. Exceptions: {@link org.lungseg.io.DicomSeries} holds
 * the description of a series and {@link org.lungseg.io.VolumeInfo} the names of a segmentation's
 * segments, by which people choose; and a DICOM segmentation gets patient and study of the series
 * that {@link org.lungseg.io.WriteOption#dicomSource} names, which are read for it alone.
 *
 * <h2>Inside</h2>
 *
 * <p>A format is one implementation of {@code VolumeFormat}, listed in {@code VolumeFormats}; the
 * callers of {@code VolumeIO} do not change when one is added. {@code SampleDecoder} turns the
 * bytes of any uncompressed raster into voxels. DICOM, which has a package of its own ({@code
 * internal.dicom}, with its decoders in {@code internal.codec}), is joined on by {@code
 * DicomFormat}.
 *
 * <h2>Compromises</h2>
 *
 * <p>A volume lies in one Java array and so has fewer than 2<sup>31</sup> voxels. 32-bit and 64-bit
 * samples become {@code float}, which is exact for whole numbers up to 2<sup>24</sup>, far beyond
 * Hounsfield units and labels.
 */
@NullMarked
package org.lungseg.io;

import org.jspecify.annotations.NullMarked;
