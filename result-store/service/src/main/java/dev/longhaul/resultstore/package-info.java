/** Writes what the workers report into the record, and tells the log of it. */
@NullMarked
package dev.longhaul.resultstore;

import org.jspecify.annotations.NullMarked;
