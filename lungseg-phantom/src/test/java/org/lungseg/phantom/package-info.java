@NullMarked
package org.lungseg.phantom;

import org.jspecify.annotations.NullMarked;
