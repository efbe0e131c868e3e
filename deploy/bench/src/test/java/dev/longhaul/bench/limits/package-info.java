@NullMarked
package dev.longhaul.bench.limits;

import org.jspecify.annotations.NullMarked;
