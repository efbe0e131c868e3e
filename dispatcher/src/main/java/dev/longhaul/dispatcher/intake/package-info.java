@NullMarked
package dev.longhaul.dispatcher.intake;

import org.jspecify.annotations.NullMarked;
