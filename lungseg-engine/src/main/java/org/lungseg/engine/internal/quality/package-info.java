/** How far a mask can be trusted, judged without a reference. */
@NullMarked
package org.lungseg.engine.internal.quality;

import org.jspecify.annotations.NullMarked;
