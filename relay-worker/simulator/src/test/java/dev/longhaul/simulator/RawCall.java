package dev.longhaul.simulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** One OpenAI call over a plain socket, which shows how the connection ends. */
final class RawCall implements AutoCloseable {

    /** How the connection ended. */
    enum End {
        CLOSED, RESET, STILL_OPEN
    }

    /**
     * What came back.
     *
     * @param text
     *            everything that was received
     * @param end
     *            how the connection ended, or that it did not
     */
    record Seen(String text, End end) {

        String body() {
            int head = text.indexOf("\r\n\r\n");
            return head < 0 ? "" : text.substring(head + 4);
        }
    }

    private static final int PATIENCE_MILLIS = 10_000;
    private static final int QUIET_MILLIS = 300;

    private final Socket socket;

    RawCall(Simulator simulator, String body) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), simulator.port());
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var head = "POST /v1/chat/completions HTTP/1.1\r\nHost: sim\r\nAuthorization: Bearer sk-raw\r\n"
                + "Content-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Reads until the connection ends. */
    Seen read() throws IOException {
        return read(PATIENCE_MILLIS);
    }

    /** Reads until nothing more comes for a while. */
    Seen readUntilQuiet() throws IOException {
        return read(QUIET_MILLIS);
    }

    private Seen read(int patienceMillis) throws IOException {
        socket.setSoTimeout(patienceMillis);
        var received = new ByteArrayOutputStream();
        var buffer = new byte[8192];
        try {
            for (int n = socket.getInputStream().read(buffer); n >= 0; n = socket.getInputStream().read(buffer)) {
                received.write(buffer, 0, n);
            }
            return new Seen(received.toString(StandardCharsets.UTF_8), End.CLOSED);
        } catch (SocketTimeoutException e) {
            return new Seen(received.toString(StandardCharsets.UTF_8), End.STILL_OPEN);
        } catch (SocketException e) {
            return new Seen(received.toString(StandardCharsets.UTF_8), End.RESET);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
