/**
 * Whether a graphics card can be used: which CUDA an inference library was made for, which driver
 * the machine has, and whether they fit. Said in words before a native library fails in its own.
 */
@NullMarked
package org.lungseg.engine.internal.device;

import org.jspecify.annotations.NullMarked;
