package dev.longhaul.simulator.config;

/**
 * Where the server listens; fixed from start to close.
 *
 * @param host
 *            interface to bind, loopback by default
 * @param port
 *            0 to 65535; 0 takes a free port
 */
public record Listen(String host, int port) {

    void check(Problems problems) {
        problems.require(!host.isBlank(), "host", "must name an interface, such as 127.0.0.1");
        problems.between(port, 0, 65_535, "port");
    }
}
