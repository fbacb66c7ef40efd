/** The commands that training adds to the command line. */
@NullMarked
package org.lungseg.training.cli;

import org.jspecify.annotations.NullMarked;
