@NullMarked
package dev.longhaul.simulator.fault;

import org.jspecify.annotations.NullMarked;
