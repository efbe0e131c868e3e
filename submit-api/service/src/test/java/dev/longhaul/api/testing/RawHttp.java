package dev.longhaul.api.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** HTTP by hand, for what no client library sends. */
public final class RawHttp {

    private RawHttp() {}

    /** Sends a text and reads until the server closes, or nothing comes for ten seconds. */
    public static String send(int port, String request) {
        try (Socket socket = open(port, request)) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads until a text has come; what else comes is not waited for. */
    public static String readUntil(Socket socket, String text) {
        StringBuilder read = new StringBuilder();
        byte[] buffer = new byte[8_192];
        try {
            while (read.indexOf(text) < 0) {
                int count = socket.getInputStream().read(buffer);
                if (count < 0) {
                    throw new AssertionError("the server closed without '" + text + "': " + read);
                }
                read.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
            }
            return read.toString();
        } catch (IOException e) {
            throw new UncheckedIOException("no '" + text + "' within: " + read, e);
        }
    }

    /** Sends a text and leaves the connection open. */
    public static Socket open(int port, String request) {
        try {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
