/** What the providers allow a key in a minute, shared by the workers that use it. */
@NullMarked
package dev.longhaul.worker.limit;

import org.jspecify.annotations.NullMarked;
