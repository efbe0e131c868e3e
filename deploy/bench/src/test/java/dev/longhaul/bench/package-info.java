@NullMarked
package dev.longhaul.bench;

import org.jspecify.annotations.NullMarked;
