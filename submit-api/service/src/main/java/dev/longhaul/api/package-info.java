/** The HTTP service: takes chat jobs, tells how they stand, answers those who wait. */
@NullMarked
package dev.longhaul.api;

import org.jspecify.annotations.NullMarked;
