@NullMarked
package dev.longhaul.simulator.server;

import org.jspecify.annotations.NullMarked;
