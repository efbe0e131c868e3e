/** Every error of the API in one format. */
@NullMarked
package dev.longhaul.api.error;

import org.jspecify.annotations.NullMarked;
