package dev.longhaul.worker;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A TCP proxy before the broker that plays an overseas link and its faults. */
final class LinkProxy implements AutoCloseable {

    private final int target;
    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private State state = State.FLOWS;
    private Duration delay = Duration.ZERO;

    private enum State {
        FLOWS, STALLED, CUT, CLOSED
    }

    LinkProxy(int target) {
        this.target = target;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("link-proxy").start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** As it should be; what was held back by a stall flows on. */
    void flow() {
        become(State.FLOWS, Duration.ZERO);
    }

    /** Every piece of the stream takes so much longer. */
    void delay(Duration each) {
        become(State.FLOWS, each);
    }

    /** Half-open: connections stay, and nothing gets through. */
    void stall() {
        become(State.STALLED, Duration.ZERO);
    }

    /** Connections are closed, and new ones too. */
    void cut() {
        become(State.CUT, Duration.ZERO);
        sockets.forEach(LinkProxy::close);
    }

    private void become(State next, Duration nextDelay) {
        lock.lock();
        try {
            state = next;
            delay = nextDelay;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket near = server.accept();
                sockets.add(near);
                Thread.ofVirtual().name("link-connection").start(() -> connect(near));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void connect(Socket near) {
        if (!mayPass()) {
            close(near);
            return;
        }
        try {
            Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(far);
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            Thread.ofVirtual().name("link-there").start(() -> pump(near, far));
            Thread.ofVirtual().name("link-back").start(() -> pump(far, near));
        } catch (IOException e) {
            close(near);
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[65_536];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0 && mayPass(); read = in.read(buffer)) {
                out.write(buffer, 0, read);
                out.flush();
            }
        } catch (IOException e) {
            // cut, or closed by one of the ends
        } finally {
            close(from);
            close(to);
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    /** Waits as long as the link holds it up; false when it is cut. */
    private boolean mayPass() {
        lock.lock();
        try {
            long nanos = delay.toNanos();
            while (nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            while (state == State.STALLED) {
                changed.await();
            }
            return state == State.FLOWS;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private static void close(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        become(State.CLOSED, Duration.ZERO);
        close(server);
        sockets.forEach(LinkProxy::close);
    }
}
