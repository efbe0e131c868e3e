/** What tenants may use: their plans, and what is left of each now. */
@NullMarked
package dev.longhaul.dispatcher.quota;

import org.jspecify.annotations.NullMarked;
