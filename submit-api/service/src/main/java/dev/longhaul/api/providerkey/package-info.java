/** Keys of providers, which administrators add and revoke. */
@NullMarked
package dev.longhaul.api.providerkey;

import org.jspecify.annotations.NullMarked;
