/** {@code longhaul experiments}. */
@NullMarked
package dev.longhaul.client.cli.experiments;

import org.jspecify.annotations.NullMarked;
