@NullMarked
package dev.longhaul.standalone;

import org.jspecify.annotations.NullMarked;
