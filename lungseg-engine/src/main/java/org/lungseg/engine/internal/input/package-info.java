/**
 * Looks at an image before any network does: its axes in the patient, the values it holds and what
 * they mean, and where in it the body lies.
 */
@NullMarked
package org.lungseg.engine.internal.input;

import org.jspecify.annotations.NullMarked;
