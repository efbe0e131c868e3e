/** Keys of providers that are added and revoked at run time. */
@NullMarked
package dev.longhaul.contract.key;

import org.jspecify.annotations.NullMarked;
