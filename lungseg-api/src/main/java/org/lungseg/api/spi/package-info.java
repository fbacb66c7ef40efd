/**
 * What an inference engine implements so that {@link org.lungseg.api.Segmenter#load()} finds it.
 */
@NullMarked
package org.lungseg.api.spi;

import org.jspecify.annotations.NullMarked;
