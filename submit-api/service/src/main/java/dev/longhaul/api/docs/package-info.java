/** The OpenAPI document. */
@NullMarked
package dev.longhaul.api.docs;

import org.jspecify.annotations.NullMarked;
