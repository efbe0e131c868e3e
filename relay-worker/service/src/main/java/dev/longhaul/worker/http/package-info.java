/** HTTP calls to providers: one exchange and how it can end. */
@NullMarked
package dev.longhaul.worker.http;

import org.jspecify.annotations.NullMarked;
