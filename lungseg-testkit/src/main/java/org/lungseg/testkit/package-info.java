/**
 * What the tests of several modules share: where real data lies, small volumes, and the list of
 * skipped tests at the end of a run. Used in test scope only.
 */
@NullMarked
package org.lungseg.testkit;

import org.jspecify.annotations.NullMarked;
