@NullMarked
package org.lungseg.training.chest;

import org.jspecify.annotations.NullMarked;
