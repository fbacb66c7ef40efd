/**
 * What a module implements to add a command to {@code lungseg}.
 *
 * <p>A command is a class with picocli's {@code @Command} that implements {@link
 * org.lungseg.cli.spi.CliCommand}, named in {@code
 * META-INF/services/org.lungseg.cli.spi.CliCommand} of its jar. Nothing else knows of it: what is
 * on the class path is there, in the help too. The built-in commands use the same way.
 *
 * <p>Commands report failure by exceptions; {@link org.lungseg.cli.spi.ExitCode} says which
 * exception ends in which exit code. Results go to {@link org.lungseg.cli.spi.CommandContext#out},
 * all else to {@link org.lungseg.cli.spi.CommandContext#err}, never to {@code System.out}.
 */
@NullMarked
package org.lungseg.cli.spi;

import org.jspecify.annotations.NullMarked;
