@NullMarked
package org.lungseg.metrics.picture;

import org.jspecify.annotations.NullMarked;
