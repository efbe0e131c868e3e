package dev.longhaul.client.cli.batch.lines;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;

/**
 * A file of lines that only grows. What a killed process leaves is a beginning of what it meant to write, so a last
 * line without its end is cut off at opening. Written by {@link RandomAccessFile} and not by a channel, because
 * interrupting a thread closes the channel it writes to. Thread-safe.
 */
public final class LineLog implements Closeable {

    private static final int BLOCK = 1 << 16;

    private final RandomAccessFile file;

    private LineLog(RandomAccessFile file) {
        this.file = file;
    }

    /**
     * Opens or makes the file, takes it for this process and cuts off a torn last line.
     *
     * @throws InUseException
     *             when another run has it
     */
    public static LineLog open(Path path) throws IOException {
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        LineLog log = new LineLog(file);
        if (!log.lock()) {
            file.close();
            throw new InUseException(path);
        }
        log.repair();
        return log;
    }

    private boolean lock() throws IOException {
        try {
            return file.getChannel().tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // another run inside this process
            return false;
        }
    }

    private void repair() throws IOException {
        byte[] block = new byte[BLOCK];
        long end = file.length();
        long keep = 0;
        while (end > 0 && keep == 0) {
            int size = (int) Math.min(block.length, end);
            file.seek(end - size);
            file.readFully(block, 0, size);
            for (int i = size - 1; i >= 0 && keep == 0; i--) {
                keep = block[i] == '\n' ? end - size + i + 1 : 0;
            }
            end -= size;
        }
        truncate(keep);
    }

    /** Keeps the bytes before the given place. */
    public synchronized void truncate(long length) throws IOException {
        if (file.length() != length) {
            file.setLength(length);
        }
        file.seek(length);
    }

    /** Writes whole lines at the end. */
    public synchronized void append(byte[] lines) throws IOException {
        file.write(lines);
    }

    /** Makes what was written outlive the machine. */
    public synchronized void sync() throws IOException {
        file.getFD().sync();
    }

    public synchronized boolean isEmpty() throws IOException {
        return file.length() == 0;
    }

    /** Reads a part of the file. */
    public synchronized byte[] read(long offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        long end = file.getFilePointer();
        file.seek(offset);
        file.readFully(bytes);
        file.seek(end);
        return bytes;
    }

    /** What is done with each line. */
    @FunctionalInterface
    public interface Visitor {
        void visit(LineReader line) throws IOException;
    }

    /**
     * Visits all lines from the first. Through the same open file, because closing a second one would end the lock on
     * some systems.
     */
    public synchronized void forEach(Visitor visitor) throws IOException {
        file.seek(0);
        @SuppressWarnings("resource")
        LineReader reader = new LineReader(Channels.newInputStream(file.getChannel()));
        while (reader.next()) {
            visitor.visit(reader);
        }
        file.seek(file.length());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
