package dev.longhaul.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

import org.jspecify.annotations.Nullable;

/** Free loopback ports, for servers that must know their port before they bind it. */
final class FreePort {

    private FreePort() {}

    /**
     * Distinct ports that were free a moment ago; another process may still take one before the caller binds it.
     *
     * @throws UncheckedIOException
     *             when the machine has none left
     */
    static int[] choose(int count) {
        ServerSocket[] held = new ServerSocket[count];
        try {
            int[] ports = new int[count];
            for (int i = 0; i < count; i++) {
                held[i] = new ServerSocket();
                held[i].bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                ports[i] = held[i].getLocalPort();
            }
            return ports;
        } catch (IOException e) {
            throw new UncheckedIOException("No free loopback port", e);
        } finally {
            for (ServerSocket socket : held) {
                release(socket);
            }
        }
    }

    private static void release(@Nullable ServerSocket socket) {
        if (socket == null) {
            return;
        }
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
