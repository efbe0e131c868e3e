/** Results for people and for programs. */
@NullMarked
package dev.longhaul.bench.report;

import org.jspecify.annotations.NullMarked;
