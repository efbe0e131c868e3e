/** {@code longhaul dlq}: dead letters and their replays, for administrators. */
@NullMarked
package dev.longhaul.client.cli.dlq;

import org.jspecify.annotations.NullMarked;
