/** Which cases there are, on which side of the split, and their slices. */
@NullMarked
package org.lungseg.training.data;

import org.jspecify.annotations.NullMarked;
