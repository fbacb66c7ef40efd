/**
 * Runs networks. Inference libraries stay behind {@link org.lungseg.engine.spi.NetworkRunner}; none
 * of their types appears elsewhere.
 */
@NullMarked
package org.lungseg.engine.internal.network;

import org.jspecify.annotations.NullMarked;
