/** Webhooks: endpoints, their deliveries, and the list of events. */
@NullMarked
package dev.longhaul.api.webhook;

import org.jspecify.annotations.NullMarked;
