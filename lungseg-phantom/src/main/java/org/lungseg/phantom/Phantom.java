package org.lungseg.phantom;

import org.lungseg.api.CtVolume;
import org.lungseg.api.LungMask;
import org.lungseg.api.UnusableInputException;

/**
 * A synthetic scan and its truth, on one grid.
 *
 * <p>Immutable as its parts are; safe for use by many threads.
 *
 * @param ct the scan, in Hounsfield units, 16 bits a voxel
 * @param lungs which voxels have their centre inside a lung, right 1 and left 2; see {@link
 *     org.lungseg.phantom the package} for what counts as lung
 */
public record Phantom(CtVolume ct, LungMask lungs) {

  /**
   * Checks that both lie on one grid.
   *
   * @throws UnusableInputException if they do not
   */
  public Phantom {
    if (!ct.geometry().isSameGrid(lungs.geometry())) {
      throw new UnusableInputException(
          "scan and truth lie on different grids: " + ct.geometry() + " and " + lungs.geometry());
    }
  }
}
