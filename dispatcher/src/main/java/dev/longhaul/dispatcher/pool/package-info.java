@NullMarked
package dev.longhaul.dispatcher.pool;

import org.jspecify.annotations.NullMarked;
