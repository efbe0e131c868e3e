@NullMarked
package dev.longhaul.simulator;

import org.jspecify.annotations.NullMarked;
