@NullMarked
package dev.longhaul.simulator.dialect;

import org.jspecify.annotations.NullMarked;
