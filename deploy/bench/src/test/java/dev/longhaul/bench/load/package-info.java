@NullMarked
package dev.longhaul.bench.load;

import org.jspecify.annotations.NullMarked;
