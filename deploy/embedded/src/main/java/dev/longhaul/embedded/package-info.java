@NullMarked
package dev.longhaul.embedded;

import org.jspecify.annotations.NullMarked;
