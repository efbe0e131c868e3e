/** Webhooks: what is told, and to which addresses. */
@NullMarked
package dev.longhaul.contract.webhook;

import org.jspecify.annotations.NullMarked;
