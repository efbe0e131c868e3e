/** API keys and who a call is from. */
@NullMarked
package dev.longhaul.api.key;

import org.jspecify.annotations.NullMarked;
