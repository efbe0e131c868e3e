/** {@code /batches}: OpenAI's batches, from the file of their lines to the files of what came of them. */
@NullMarked
package dev.longhaul.api.batch;

import org.jspecify.annotations.NullMarked;
