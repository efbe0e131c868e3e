/** From the bytes of a request to a checked submission. */
@NullMarked
package dev.longhaul.api.request;

import org.jspecify.annotations.NullMarked;
