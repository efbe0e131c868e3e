@NullMarked
package dev.longhaul.simulator.chat;

import org.jspecify.annotations.NullMarked;
