@NullMarked
package org.lungseg.engine.internal.device;

import org.jspecify.annotations.NullMarked;
