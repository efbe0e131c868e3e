/** Many submissions in one request. */
@NullMarked
package dev.longhaul.api.bulk;

import org.jspecify.annotations.NullMarked;
