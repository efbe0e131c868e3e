/** Who gets the provider's slots while more waits than can run, and how long a chat call waits then. */
@NullMarked
package dev.longhaul.bench.fairness;

import org.jspecify.annotations.NullMarked;
