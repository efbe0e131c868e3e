/** What the platform adds to the provider's own time, alone and while a batch runs. */
@NullMarked
package dev.longhaul.bench.latency;

import org.jspecify.annotations.NullMarked;
