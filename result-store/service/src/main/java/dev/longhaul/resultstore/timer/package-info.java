/** What this service does again and again. */
@NullMarked
package dev.longhaul.resultstore.timer;

import org.jspecify.annotations.NullMarked;
