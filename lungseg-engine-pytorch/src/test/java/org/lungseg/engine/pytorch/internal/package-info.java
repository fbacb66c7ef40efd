@NullMarked
package org.lungseg.engine.pytorch.internal;

import org.jspecify.annotations.NullMarked;
