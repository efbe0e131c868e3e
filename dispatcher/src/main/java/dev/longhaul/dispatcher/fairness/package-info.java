@NullMarked
package dev.longhaul.dispatcher.fairness;

import org.jspecify.annotations.NullMarked;
