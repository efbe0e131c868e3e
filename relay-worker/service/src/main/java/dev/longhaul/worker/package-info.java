/**
 * The relay worker: takes jobs from its pool's lanes over AMQP, calls the providers, and sends the outcomes back. It
 * keeps nothing and knows neither the record nor the log.
 */
@NullMarked
package dev.longhaul.worker;

import org.jspecify.annotations.NullMarked;
