@NullMarked
package dev.longhaul.bench.fairness;

import org.jspecify.annotations.NullMarked;
