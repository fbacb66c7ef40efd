/** The network, its loss, its optimiser and its export, on DJL's PyTorch engine. */
@NullMarked
package org.lungseg.training.network;

import org.jspecify.annotations.NullMarked;
