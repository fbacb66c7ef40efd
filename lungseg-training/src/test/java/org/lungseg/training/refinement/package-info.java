/** Tests of moved borders. */
@NullMarked
package org.lungseg.training.refinement;

import org.jspecify.annotations.NullMarked;
