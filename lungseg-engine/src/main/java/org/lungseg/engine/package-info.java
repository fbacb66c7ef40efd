/**
 * Runs a network on a CT volume: {@link org.lungseg.engine.OnnxSegmenterProvider} is what {@code
 * Segmenter.load} finds, {@link org.lungseg.engine.ModelPackage} is the form a network is delivered
 * in.
 *
 * <p>The path of a volume, in the order of the packages under {@code internal}: {@code input}
 * (verdict on the values, the patient's axes, the body's box), {@code resample} (the network's grid
 * and back), {@code network} (inference), {@code postprocess} (components, holes, sides).
 *
 * <h2>The network's grid</h2>
 *
 * <p>A slice is a radiological axial picture: rows run from anterior to posterior, columns from the
 * patient's right to the patient's left; slices run from the feet to the head. Resampling keeps
 * voxel <em>centres</em> in place in millimetres.
 *
 * <h2>Compromises</h2>
 *
 * <p>Oblique grids are cut along their own axes, the ones closest to the patient's; they are not
 * turned, so a slice of a grid that is turned by 15 degrees shows the network a picture that is
 * turned by as much.
 */
@NullMarked
package org.lungseg.engine;

import org.jspecify.annotations.NullMarked;
