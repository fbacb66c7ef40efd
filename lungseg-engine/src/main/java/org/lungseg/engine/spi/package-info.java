/**
 * What a further inference library implements to run networks of this module: a {@link
 * org.lungseg.engine.spi.NetworkRunner}, and a provider that extends {@link
 * org.lungseg.engine.NetworkSegmenterProvider}. Checks, resampling, post-processing and model
 * packages are then the same as for every other engine.
 */
@NullMarked
package org.lungseg.engine.spi;

import org.jspecify.annotations.NullMarked;
