package dev.longhaul.client.cli.batch;

import dev.longhaul.client.cli.batch.input.InputFile;
import dev.longhaul.client.cli.batch.input.PreparedLine;
import dev.longhaul.client.cli.batch.input.PreparedLines;
import dev.longhaul.client.cli.batch.ledger.Ledger;
import dev.longhaul.client.cli.batch.ledger.LineState;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/** Reads the input and puts every line that has no result into flight. One thread. */
final class Submitter {

    /** One to fill while the other is under way. */
    private static final int POSTS_AT_A_TIME = 2;
    private static final int CHUNK_LINES = 1_000;
    private static final int CHUNK_BYTES = 4 << 20;

    private final InputFile input;
    private final Ledger ledger;
    private final InFlight inFlight;
    private final Posting posting;
    private final Crew crew;
    private final Semaphore posts = new Semaphore(POSTS_AT_A_TIME);
    private List<Posting.Line> chunk = new ArrayList<>();
    private int chunkBytes;
    private int places;

    Submitter(InputFile input, Ledger ledger, InFlight inFlight, Posting posting, Crew crew) {
        this.input = input;
        this.ledger = ledger;
        this.inFlight = inFlight;
        this.posting = posting;
        this.crew = crew;
    }

    void submit() throws IOException, InterruptedException {
        try (PreparedLines lines = input.open()) {
            for (PreparedLine line = lines.next(); line != null; line = lines.next()) {
                submit(line);
            }
        }
        flush();
    }

    private void submit(PreparedLine line) throws InterruptedException {
        switch (ledger.state(line.line())) {
            case LineState.Done() -> {
                // its result is there
            }
            case LineState.Known(var id, int submission) -> {
                takePlace();
                inFlight.add(List.of(new InFlightJob(line.line(), submission, line.customId(), id)));
            }
            case LineState.Announced(Instant at, int submission) -> add(new Posting.Line(line, submission, at));
            case LineState.Fresh(int submission) -> add(new Posting.Line(line, submission, null));
        }
    }

    private void add(Posting.Line line) throws InterruptedException {
        takePlace();
        chunk.add(line);
        chunkBytes += line.prepared().size();
        if (chunk.size() == CHUNK_LINES || chunkBytes >= CHUNK_BYTES) {
            flush();
        }
    }

    private void takePlace() throws InterruptedException {
        if (places == 0) {
            places = inFlight.places();
        }
        if (places == 0) {
            // nothing comes free while what has its place waits here
            flush();
            places = inFlight.awaitPlaces();
        }
        places--;
    }

    private void flush() throws InterruptedException {
        if (chunk.isEmpty()) {
            return;
        }
        List<Posting.Line> lines = chunk;
        chunk = new ArrayList<>();
        chunkBytes = 0;
        posts.acquire();
        crew.start(() -> {
            try {
                posting.post(lines);
            } finally {
                posts.release();
            }
        });
    }
}
