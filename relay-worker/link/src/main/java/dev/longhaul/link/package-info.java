/**
 * The AMQP link between services: what is declared on the broker, publishing with confirms, consuming with manual
 * acknowledgements. Works on RabbitMQ and on any AMQP 0-9-1 broker: plain queues, no {@code x-} arguments.
 */
@NullMarked
package dev.longhaul.link;

import org.jspecify.annotations.NullMarked;
