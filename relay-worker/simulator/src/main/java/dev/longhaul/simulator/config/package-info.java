@NullMarked
package dev.longhaul.simulator.config;

import org.jspecify.annotations.NullMarked;
