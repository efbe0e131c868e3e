@NullMarked
package dev.longhaul.dispatcher.event;

import org.jspecify.annotations.NullMarked;
