package dev.longhaul.worker.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages with outcomes that the broker has not confirmed, kept in files until it has: what a worker leaves behind,
 * the next one that starts on the same directory delivers. Each worker has a directory of its own inside, which is
 * locked as long as it lives. The files hold completions and are readable by their owner only. Thread-safe.
 */
public final class Outbox implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Outbox.class);
    private static final String LOCK = "lock";
    private static final String MESSAGE = ".json";
    private static final String UNFINISHED = ".part";

    private final Path own;
    private final FileChannel lock;
    private final long maxBytes;
    private long bytes;
    private long last;
    private boolean reportedFull;

    private Outbox(Path own, FileChannel lock, long maxBytes) {
        this.own = own;
        this.lock = lock;
        this.maxBytes = maxBytes;
    }

    /**
     * Opens a worker's own outbox and takes into it what workers that are gone have left.
     *
     * @param directory
     *            of the outboxes of all workers of this host, created when it is missing
     * @param worker
     *            a name that no other run of any worker has
     * @param maxBytes
     *            of messages kept at a time; what is left behind is taken whatever its size
     * @throws IOException
     *             when the directory cannot be used
     */
    public static synchronized Outbox open(Path directory, String worker, long maxBytes) throws IOException {
        Files.createDirectories(directory);
        // one at a time: else a worker could adopt the directory that another one has made and not locked yet
        try (FileChannel gate = open(directory)) {
            gate.lock();
            return openAlone(directory, worker, maxBytes);
        }
    }

    private static Outbox openAlone(Path directory, String worker, long maxBytes) throws IOException {
        Path own = directory.resolve(worker);
        Files.createDirectories(own);
        if (Files.getFileStore(own).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwx------"));
        }
        FileChannel channel = open(own);
        FileLock held = tryLock(channel);
        if (held == null) {
            channel.close();
            throw new IOException(own + " is locked by another process");
        }
        Outbox outbox = new Outbox(own, channel, maxBytes);
        for (Path other : list(directory, path -> Files.isDirectory(path) && !path.equals(own))) {
            outbox.adopt(other);
        }
        return outbox;
    }

    private static FileChannel open(Path directory) throws IOException {
        return FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // a worker of this very process
            return null;
        }
    }

    private void adopt(Path other) throws IOException {
        try (FileChannel channel = open(other)) {
            if (tryLock(channel) == null) {
                return;
            }
            List<Path> left = list(other, path -> path.toString().endsWith(MESSAGE));
            for (Path message : left) {
                bytes += Files.size(message);
                Files.move(message, nextFile(), StandardCopyOption.ATOMIC_MOVE);
            }
            if (!left.isEmpty()) {
                log.info("{} messages with outcomes were left in {}; they are delivered now", left.size(), other);
            }
            delete(other);
        }
    }

    private Path nextFile() {
        return own.resolve(String.format("%012d", ++last) + MESSAGE);
    }

    /** Every message that is kept, the oldest first. */
    synchronized List<Kept> all() {
        try {
            return list(own, path -> path.toString().endsWith(MESSAGE)).stream().map(Kept::new).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the outbox cannot be read", e);
        }
    }

    /** Null, with a word in the log, when it is full or cannot be written: then the message is in memory alone. */
    synchronized @Nullable Kept keep(byte[] message) {
        if (bytes + message.length > maxBytes) {
            if (!reportedFull) {
                log.warn("the outbox {} is full with {} bytes: until the broker takes outcomes again, further ones are "
                        + "kept in memory alone", own, bytes);
                reportedFull = true;
            }
            return null;
        }
        Path file = nextFile();
        Path unfinished = own.resolve(file.getFileName() + UNFINISHED);
        try (FileChannel out = FileChannel.open(unfinished, StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(message);
            while (rest.hasRemaining()) {
                out.write(rest);
            }
            out.force(true);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            log.error("an outcome cannot be kept on disk and is kept in memory alone: {}", e.toString());
            return null;
        }
        bytes += message.length;
        return new Kept(file);
    }

    /** The broker has it. */
    synchronized void drop(Kept kept) {
        try {
            bytes -= Files.size(kept.file);
            Files.delete(kept.file);
            reportedFull = false;
        } catch (IOException e) {
            log.warn("{} was delivered but cannot be deleted; it is delivered again at the next start: {}", kept.file,
                    e.toString());
        }
    }

    /** Unlocks it; what is still in it waits for the next worker. */
    @Override
    public synchronized void close() throws IOException {
        if (all().isEmpty()) {
            delete(own);
        }
        lock.close();
    }

    private static void delete(Path directory) throws IOException {
        for (Path file : list(directory, path -> true)) {
            Files.delete(file);
        }
        Files.delete(directory);
    }

    private static List<Path> list(Path directory, Predicate<Path> wanted) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(wanted).sorted().toList();
        }
    }

    /** A message in its file. */
    record Kept(Path file) {

        byte[] read() throws IOException {
            return Files.readAllBytes(file);
        }
    }
}
