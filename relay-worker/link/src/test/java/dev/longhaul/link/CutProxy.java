package dev.longhaul.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands between a client and a broker and cuts the line when a test wants it. */
public final class CutProxy implements AutoCloseable {

    private final ServerSocket server;
    private final URI target;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private volatile boolean down;

    private CutProxy(URI target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("proxy-accept").start(this::accept);
    }

    /** A proxy before the broker at this address. */
    public static CutProxy before(String uri) {
        try {
            return new CutProxy(URI.create(uri));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    /** The broker's address through this proxy. */
    public String uri() {
        return "amqp://" + target.getUserInfo() + "@127.0.0.1:" + port() + target.getRawPath();
    }

    /** Cuts every connection; new ones are let through. */
    public void cut() {
        for (Socket socket : open) {
            close(socket);
        }
        open.clear();
    }

    /** Cuts every connection and every new one until {@link #up}. */
    public void down() {
        down = true;
        cut();
    }

    public void up() {
        down = false;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                if (down) {
                    close(client);
                } else {
                    Socket broker = new Socket(target.getHost(), target.getPort());
                    open.add(client);
                    open.add(broker);
                    Thread.ofVirtual().start(() -> pump(client, broker));
                    Thread.ofVirtual().start(() -> pump(broker, client));
                }
            } catch (IOException e) {
                // the broker is away, or the proxy was closed: the client sees its connection end
                cut();
            }
        }
    }

    private static void pump(Socket from, Socket to) {
        byte[] buffer = new byte[16_384];
        try (from; to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            int read = in.read(buffer);
            while (read >= 0) {
                out.write(buffer, 0, read);
                read = in.read(buffer);
            }
        } catch (IOException e) {
            // one side has gone, and with it the other
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }
}
