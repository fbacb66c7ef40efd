/**
 * How a slice becomes many: geometry, painted disease and appearance. Each piece says why it is
 * there. Pieces work on a {@link org.lungseg.training.augment.Slice} in place and draw from the
 * random generator they are given, so the same generator gives the same sample.
 */
@NullMarked
package org.lungseg.training.augment;

import org.jspecify.annotations.NullMarked;
