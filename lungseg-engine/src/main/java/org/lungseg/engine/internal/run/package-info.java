/**
 * How the stages of a segmentation are run: spread over threads, timed, told to the listener and
 * stopped when cancelled.
 */
@NullMarked
package org.lungseg.engine.internal.run;

import org.jspecify.annotations.NullMarked;
