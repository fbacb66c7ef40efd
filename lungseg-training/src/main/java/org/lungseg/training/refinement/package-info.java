/**
 * Ways to move the border of a mask at the image's own resolution, after a network that sees a
 * coarser grid. They exist for experiments; the shipped engine does without them.
 */
@NullMarked
package org.lungseg.training.refinement;

import org.jspecify.annotations.NullMarked;
