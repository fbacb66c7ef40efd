/**
 * What the time of a segmentation can be held against: how much arithmetic a network needs for a
 * volume, how fast this machine does arithmetic in the same inference library, and how long a
 * network of the size of lungmask's takes on it. For benchmarks, not for production.
 */
@NullMarked
package org.lungseg.engine.benchmark;

import org.jspecify.annotations.NullMarked;
