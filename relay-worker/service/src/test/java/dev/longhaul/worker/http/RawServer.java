package dev.longhaul.worker.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that reads requests and answers with whatever bytes a test wants. */
final class RawServer implements AutoCloseable {

    final List<String> requests = new CopyOnWriteArrayList<>();
    final AtomicInteger connections = new AtomicInteger();
    private final ServerSocket server;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final Answer answer;

    /** What to do with a request that was read whole. */
    interface Answer {

        /** Writes to the socket; returning false closes it. */
        boolean to(String request, Socket socket) throws IOException;
    }

    RawServer(Answer answer) {
        this.answer = answer;
        try {
            server = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    static Answer text(String response) {
        return (request, socket) -> {
            socket.getOutputStream().write(response.getBytes(StandardCharsets.UTF_8));
            return true;
        };
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            String request = read(socket.getInputStream());
            while (!request.isEmpty()) {
                requests.add(request);
                if (!answer.to(request, socket)) {
                    return;
                }
                request = read(socket.getInputStream());
            }
        } catch (IOException e) {
            // the client has gone: the test looks at what it saw
            open.remove(socket);
        }
    }

    private static String read(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        int c = in.read();
        while (c >= 0) {
            head.append((char) c);
            if (head.toString().endsWith("\r\n\r\n")) {
                int length = head.toString().lines().filter(line -> line.startsWith("content-length:"))
                        .mapToInt(line -> Integer.parseInt(line.substring(15).strip())).findFirst().orElse(0);
                return head + new String(in.readNBytes(length), StandardCharsets.UTF_8);
            }
            c = in.read();
        }
        return "";
    }

    static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
