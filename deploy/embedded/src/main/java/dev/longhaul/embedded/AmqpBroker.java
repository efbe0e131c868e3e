package dev.longhaul.embedded;

/** An AMQP 0-9-1 broker, whoever started it: its address is all that it takes to use it. */
@FunctionalInterface
public interface AmqpBroker {

    /** {@code amqp://user:password@host:port}, with a path when the virtual host is another than {@code /}. */
    String uri();
}
