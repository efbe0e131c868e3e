/** How fast the result-store takes outcomes. */
@NullMarked
package dev.longhaul.bench.outcome;

import org.jspecify.annotations.NullMarked;
