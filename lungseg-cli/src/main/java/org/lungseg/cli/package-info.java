/**
 * The {@code lungseg} command: {@link org.lungseg.cli.Main} finds the commands on the class path
 * and runs one.
 *
 * <p>Conventions of the commands here:
 *
 * <ul>
 *   <li>Everything that can be known to fail is checked before long work begins.
 *   <li>A command makes all of its outputs or none ({@code OutputSet}), and never replaces a file
 *       unless asked.
 *   <li>Results go to standard output, progress and errors to standard error; an error is one line
 *       that names the file and the cause.
 *   <li>Numbers are written with a decimal point, whatever the locale.
 * </ul>
 */
@NullMarked
package org.lungseg.cli;

import org.jspecify.annotations.NullMarked;
