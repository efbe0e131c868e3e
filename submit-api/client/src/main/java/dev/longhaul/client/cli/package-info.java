/** The {@code longhaul} command: its main class and the commands that need no package of their own. */
@NullMarked
package dev.longhaul.client.cli;

import org.jspecify.annotations.NullMarked;
