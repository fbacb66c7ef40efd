/**
 * Small programs that use the library, to start from. Each has a {@code main} and takes file names;
 * tests compile and run them on a synthetic chest.
 */
@NullMarked
package org.lungseg.examples;

import org.jspecify.annotations.NullMarked;
