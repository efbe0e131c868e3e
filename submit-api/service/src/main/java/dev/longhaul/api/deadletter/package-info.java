/** {@code /admin/dead_letters} and {@code /admin/replays}. */
@NullMarked
package dev.longhaul.api.deadletter;

import org.jspecify.annotations.NullMarked;
