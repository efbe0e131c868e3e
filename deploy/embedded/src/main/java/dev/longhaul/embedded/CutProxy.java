package dev.longhaul.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Stands between a client and a server, and cuts the line, slows it or lets it hang when a test wants it. */
public final class CutProxy implements AutoCloseable {

    private final ServerSocket server;
    private final URI target;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private volatile boolean down;
    private volatile Duration slow = Duration.ZERO;
    private volatile CountDownLatch hanging = new CountDownLatch(0);

    private CutProxy(URI target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("proxy-accept").start(this::accept);
    }

    /** A proxy before the server at this address, which has a host and a port. */
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

    /** The server's address through this proxy. */
    public String uri() {
        String user = target.getRawUserInfo() == null ? "" : target.getRawUserInfo() + "@";
        return target.getScheme() + "://" + user + "127.0.0.1:" + port() + target.getRawPath();
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

    /** Lets connections stand and nothing through them until {@link #up}. */
    public void hang() {
        hanging = new CountDownLatch(1);
    }

    /** Lets each piece of what is sent take so much longer until {@link #up}. */
    public void slow(Duration each) {
        slow = each;
    }

    public void up() {
        down = false;
        slow = Duration.ZERO;
        hanging.countDown();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                if (down) {
                    close(client);
                } else {
                    Socket behind = new Socket(target.getHost(), target.getPort());
                    open.add(client);
                    open.add(behind);
                    Thread.ofVirtual().start(() -> pump(client, behind));
                    Thread.ofVirtual().start(() -> pump(behind, client));
                }
            } catch (IOException e) {
                // the server is away, or the proxy was closed: the client sees its connection end
                cut();
            }
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[16_384];
        try (from; to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            int read = in.read(buffer);
            while (read >= 0) {
                Thread.sleep(slow);
                hanging.await();
                out.write(buffer, 0, read);
                read = in.read(buffer);
            }
        } catch (IOException e) {
            // one side has gone, and with it the other
            close(to);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
        hanging.countDown();
        cut();
    }
}
