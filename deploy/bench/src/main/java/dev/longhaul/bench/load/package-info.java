/** What is asked of platform and provider, in bulk, by chat calls one after the other, and at a steady pace. */
@NullMarked
package dev.longhaul.bench.load;

import org.jspecify.annotations.NullMarked;
