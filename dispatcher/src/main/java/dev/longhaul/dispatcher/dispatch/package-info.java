@NullMarked
package dev.longhaul.dispatcher.dispatch;

import org.jspecify.annotations.NullMarked;
