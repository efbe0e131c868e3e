/** Files as lines of bytes. */
@NullMarked
package dev.longhaul.client.cli.batch.lines;

import org.jspecify.annotations.NullMarked;
