/**
 * Brings an image onto the network's grid and the network's probabilities back. Positions are voxel
 * centres; along each axis a position on one grid is a linear function of that on the other, so the
 * two directions are exact inverses of each other.
 */
@NullMarked
package org.lungseg.engine.internal.resample;

import org.jspecify.annotations.NullMarked;
