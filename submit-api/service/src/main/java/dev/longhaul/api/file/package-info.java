/** {@code /files}: upload, download, list and delete. */
@NullMarked
package dev.longhaul.api.file;

import org.jspecify.annotations.NullMarked;
