/** What the worker is told, and what it says of itself. */
@NullMarked
package dev.longhaul.worker.control;

import org.jspecify.annotations.NullMarked;
