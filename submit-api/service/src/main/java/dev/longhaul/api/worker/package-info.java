/** The relay workers as administrators see them. */
@NullMarked
package dev.longhaul.api.worker;

import org.jspecify.annotations.NullMarked;
