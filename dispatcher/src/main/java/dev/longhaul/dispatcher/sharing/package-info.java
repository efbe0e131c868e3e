/** The dedupe cache: equal jobs share one answer. */
@NullMarked
package dev.longhaul.dispatcher.sharing;

import org.jspecify.annotations.NullMarked;
