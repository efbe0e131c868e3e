@NullMarked
package dev.longhaul.dispatcher.reconcile;

import org.jspecify.annotations.NullMarked;
