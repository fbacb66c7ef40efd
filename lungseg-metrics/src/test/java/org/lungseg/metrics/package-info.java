@NullMarked
package org.lungseg.metrics;

import org.jspecify.annotations.NullMarked;
