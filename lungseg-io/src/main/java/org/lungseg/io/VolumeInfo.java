package org.lungseg.io;

import java.util.List;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.VolumeGeometry;

/**
 * What a file is.
 *
 * @param format the format and its variant, for people
 * @param dataType the type of the stored numbers, named as in NumPy
 * @param geometry the grid of one volume
 * @param dimensions the number of dimensions that the file states; 2 for a single picture, which
 *     {@link VolumeIO#readCt} refuses
 * @param volumes how many volumes the file holds; more than one need {@link
 *     ReadOptions#withVolumeIndex}
 * @param slope values are {@code slope · stored number + intercept}
 * @param intercept see {@code slope}
 * @param valueRange the extremes after scaling, of the chosen volume, or of the first
 * @param domain what the values mean, as {@link VolumeIO#readCt} takes them
 * @param warnings what may have been read wrongly, such as two forms of geometry that disagree
 * @param notes what else is worth knowing, such as a unit that is not stated
 */
public record VolumeInfo(
    String format,
    String dataType,
    VolumeGeometry geometry,
    int dimensions,
    long volumes,
    double slope,
    double intercept,
    ValueRange valueRange,
    IntensityDomain domain,
    List<String> warnings,
    List<String> notes) {

  /** Copies the lists. */
  public VolumeInfo {
    warnings = List.copyOf(warnings);
    notes = List.copyOf(notes);
  }

  /** The directions in which the voxel axes grow, such as {@code LPS}. */
  public String axisCodes() {
    return geometry.axisCodes();
  }
}
