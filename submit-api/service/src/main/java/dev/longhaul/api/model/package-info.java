/** The models that may be asked for. */
@NullMarked
package dev.longhaul.api.model;

import org.jspecify.annotations.NullMarked;
