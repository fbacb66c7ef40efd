/** Tests of reading and writing. */
@NullMarked
package org.lungseg.io;

import org.jspecify.annotations.NullMarked;
