/**
 * Synthetic chest CT with exact truth, for demonstrations, tests and people without data.
 *
 * <p>{@link org.lungseg.phantom.ChestPhantom} says what to make, {@link
 * org.lungseg.phantom.Phantom} is what comes out.
 *
 * <h2>How a phantom is made</h2>
 *
 * <ol>
 *   <li>{@code Physique} draws the proportions of one patient from the seed.
 *   <li>{@code Thorax}, {@code Mediastinum}, {@code Abdomen}, {@code BodyWall} and {@code Skeleton}
 *       describe anatomy as shapes with signed distances; {@code Canvas} paints them with soft
 *       borders, so that voxels on a border hold a mixture as in a scanner.
 *   <li>{@code LungInterior} fills the lungs: parenchyma, fissures, {@code VesselTree}, bronchi,
 *       and the changes of {@code DiseasePattern}.
 *   <li>{@code Scanner} adds the table, correlated noise and rounding to Hounsfield units.
 * </ol>
 *
 * <h2>Frame</h2>
 *
 * <p>Inside the package points are in <b>LPS millimetres of the anatomy</b>: {@code x} to the
 * patient's left, {@code y} to the back, {@code z} to the head, the origin in the midline at the
 * height of the tracheal bifurcation, in the middle of the chest from front to back. Signed
 * distances are negative inside. They are first-order estimates, good within a few voxels of a
 * border and of the right sign everywhere.
 *
 * <h2>What counts as lung</h2>
 *
 * <p>Everything inside the pleura: parenchyma, the vessels and bronchi in it, and all disease,
 * fluid in the pleural space included. Not the trachea, the main bronchi and the hilar vessels.
 *
 * <h2>Compromises</h2>
 *
 * <p>The anatomy is an adult's, supine, arms up, without contrast medium. It is made to look right
 * in the chest; neck, arms and abdomen are rough. It stands in for no patient: figures measured on
 * phantoms say that a program works, not how well it does on people.
 */
@NullMarked
package org.lungseg.phantom;

import org.jspecify.annotations.NullMarked;
