/**
 * Ways to move the border of a mask at the image's own resolution, after a network that sees a
 * coarser grid, to be compared in experiments. The engine itself uses one, the guided filter, and
 * for pictures alone: {@link org.lungseg.engine.internal.border.PictureBorders}.
 */
@NullMarked
package org.lungseg.training.refinement;

import org.jspecify.annotations.NullMarked;
