package dev.longhaul.embedded.mongo;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Commits for many writers at once. Whoever comes while a commit runs waits for the next one, which one of the waiters
 * does for all of them.
 */
final class GroupCommit {

    private final Runnable commit;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private long started;
    private long finished;
    private boolean running;

    GroupCommit(Runnable commit) {
        this.commit = commit;
    }

    /**
     * Returns when a commit that started after the call has finished. An exception of the commit goes to the writer
     * that did it; the others try for themselves.
     */
    void await() {
        lock.lock();
        try {
            long next = started + 1;
            while (finished < next) {
                if (running) {
                    ended.awaitUninterruptibly();
                } else {
                    lead();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many writers wait for another's commit. */
    int waiting() {
        lock.lock();
        try {
            return lock.getWaitQueueLength(ended);
        } finally {
            lock.unlock();
        }
    }

    private void lead() {
        running = true;
        long number = ++started;
        boolean committed = false;
        lock.unlock();
        try {
            commit.run();
            committed = true;
        } finally {
            lock.lock();
            running = false;
            if (committed) {
                finished = number;
            }
            ended.signalAll();
        }
    }
}
