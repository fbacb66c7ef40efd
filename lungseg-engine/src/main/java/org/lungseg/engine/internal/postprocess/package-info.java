/**
 * Cleans a mask of two lungs: small pieces, islands of one side's label in the other lung, holes,
 * and which side is which. Rules are in millimetres and see the patient's axes, never the order of
 * voxels in memory. The cost is near-linear: connected parts are found by runs and union-find.
 *
 * <p>Compromise: parts connect by their faces (6 neighbours), so two pieces that meet in an edge
 * only are two parts.
 */
@NullMarked
package org.lungseg.engine.internal.postprocess;

import org.jspecify.annotations.NullMarked;
