/**
 * Looks at an image together with the lungs found in it: does the anatomy fit the orientation that
 * the image states, are the lungs whole, is it a chest at all?
 */
@NullMarked
package org.lungseg.engine.internal.anatomy;

import org.jspecify.annotations.NullMarked;
