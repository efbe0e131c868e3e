@NullMarked
package dev.longhaul.log;

import org.jspecify.annotations.NullMarked;
