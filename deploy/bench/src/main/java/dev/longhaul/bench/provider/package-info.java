/** The simulator that plays the provider, by its control endpoints. */
@NullMarked
package dev.longhaul.bench.provider;

import org.jspecify.annotations.NullMarked;
