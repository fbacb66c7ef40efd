/** The border of a mask seen through the image, whose pixels may be finer than the network's. */
@NullMarked
package org.lungseg.engine.internal.border;

import org.jspecify.annotations.NullMarked;
