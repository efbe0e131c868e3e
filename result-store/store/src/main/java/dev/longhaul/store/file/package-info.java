/** Files: what clients upload for batches, and what batches leave behind. */
@NullMarked
package dev.longhaul.store.file;

import org.jspecify.annotations.NullMarked;
