package org.lungseg.engine.internal.resample;

import org.lungseg.api.SpacingOrigin;
import org.lungseg.engine.ModelDescription;
import org.lungseg.engine.internal.input.PatientAxes;
import org.lungseg.engine.internal.input.Region;

/**
 * Where the samples lie that a network sees of an image.
 *
 * @param columns along {@link PatientAxes#W}
 * @param rows along {@link PatientAxes#H}
 * @param slices along {@link PatientAxes#S}
 * @param sliceSpacingMm the distance of the slices
 */
public record NetworkGrid(AxisMap columns, AxisMap rows, AxisMap slices, double sliceSpacingMm) {

  /**
   * The grid for an image: pixels of the network's spacing over the region; slices as they are,
   * unless they lie closer than the network needs. Slices whose distance is only assumed are taken
   * as they are.
   */
  public static NetworkGrid of(
      PatientAxes axes, Region region, SpacingOrigin origin, ModelDescription.Input network) {
    int voxels = axes.size(PatientAxes.S);
    double spacingMm = axes.spacingMm(PatientAxes.S);
    boolean asTheyAre =
        origin == SpacingOrigin.ASSUMED || spacingMm >= network.minimumSliceSpacingMm();
    return new NetworkGrid(
        AxisMap.canvas(
            axes.size(PatientAxes.W),
            region.fromW(),
            region.toW(),
            axes.spacingMm(PatientAxes.W),
            network.inPlaneSpacingMm(),
            network.sizeMultiple()),
        AxisMap.canvas(
            axes.size(PatientAxes.H),
            region.fromH(),
            region.toH(),
            axes.spacingMm(PatientAxes.H),
            network.inPlaneSpacingMm(),
            network.sizeMultiple()),
        asTheyAre
            ? AxisMap.identity(voxels)
            : AxisMap.covering(voxels, spacingMm, network.minimumSliceSpacingMm()),
        asTheyAre ? spacingMm : network.minimumSliceSpacingMm());
  }

  /** The number of samples of one slice. */
  public int sliceSize() {
    return Math.multiplyExact(rows.count(), columns.count());
  }
}
