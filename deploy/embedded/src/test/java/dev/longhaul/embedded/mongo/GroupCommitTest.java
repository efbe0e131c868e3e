package dev.longhaul.embedded.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupCommitTest {

    private final ExecutorService writers = Executors.newCachedThreadPool();
    private final AtomicInteger commits = new AtomicInteger();
    private final Semaphore mayCommit = new Semaphore(0);
    private final GroupCommit groupCommit = new GroupCommit(() -> {
        commits.incrementAndGet();
        mayCommit.acquireUninterruptibly();
    });

    @AfterEach
    void stop() {
        writers.shutdownNow();
    }

    @Test
    void writers_that_come_during_a_commit_share_the_next_one() {
        CompletableFuture<Void> first = CompletableFuture.runAsync(groupCommit::await, writers);
        await().until(() -> commits.get() == 1);
        List<CompletableFuture<Void>> others = Stream
                .generate(() -> CompletableFuture.runAsync(groupCommit::await, writers))
                .limit(10).toList();
        await().until(() -> groupCommit.waiting() == 10);

        mayCommit.release();
        assertThat(first).succeedsWithin(5, TimeUnit.SECONDS);
        assertThat(others).noneMatch(CompletableFuture::isDone);
        mayCommit.release();
        others.forEach(other -> assertThat(other).succeedsWithin(5, TimeUnit.SECONDS));

        assertThat(commits).hasValue(2);
    }

    @Test
    void a_failed_commit_fails_its_writer_and_leaves_the_next_to_try_again() {
        AtomicInteger tries = new AtomicInteger();
        GroupCommit failing = new GroupCommit(() -> {
            if (tries.incrementAndGet() == 1) {
                throw new IllegalStateException("disk full");
            }
        });

        assertThatThrownBy(failing::await).hasMessage("disk full");
        failing.await();

        assertThat(tries).hasValue(2);
    }
}
