/** Jobs as their owners see them: read, list, wait, cancel, follow. */
@NullMarked
package dev.longhaul.api.job;

import org.jspecify.annotations.NullMarked;
