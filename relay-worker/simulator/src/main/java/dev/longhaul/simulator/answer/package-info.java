@NullMarked
package dev.longhaul.simulator.answer;

import org.jspecify.annotations.NullMarked;
