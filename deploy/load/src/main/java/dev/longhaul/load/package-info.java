/** A load test of the public API with JMeter. */
@NullMarked
package dev.longhaul.load;

import org.jspecify.annotations.NullMarked;
