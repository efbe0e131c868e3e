@NullMarked
package dev.longhaul.simulator.limit;

import org.jspecify.annotations.NullMarked;
