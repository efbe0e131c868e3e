/** What the worker counts and measures. */
@NullMarked
package dev.longhaul.worker.metrics;

import org.jspecify.annotations.NullMarked;
