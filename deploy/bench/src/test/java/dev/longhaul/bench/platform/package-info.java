@NullMarked
package dev.longhaul.bench.platform;

import org.jspecify.annotations.NullMarked;
