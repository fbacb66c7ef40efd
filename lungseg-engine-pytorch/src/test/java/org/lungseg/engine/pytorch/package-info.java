@NullMarked
package org.lungseg.engine.pytorch;

import org.jspecify.annotations.NullMarked;
