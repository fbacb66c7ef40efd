/** Runs the examples, and what the documents show. */
@NullMarked
package org.lungseg.examples;

import org.jspecify.annotations.NullMarked;
