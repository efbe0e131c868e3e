/** What a tenant may use. */
@NullMarked
package dev.longhaul.contract.plan;

import org.jspecify.annotations.NullMarked;
