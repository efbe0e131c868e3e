/**
 * Real servers inside the JVM for tests, the bench and the standalone: a Kafka broker, an AMQP 0-9-1 broker and a
 * server that speaks the MongoDB protocol.
 * <p>
 * The three stand apart: each loads without the libraries of the other two, so a module may exclude what it must not
 * have in reach.
 */
@NullMarked
package dev.longhaul.embedded;

import org.jspecify.annotations.NullMarked;
