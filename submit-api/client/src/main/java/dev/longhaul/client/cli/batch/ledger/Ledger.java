package dev.longhaul.client.cli.batch.ledger;

import dev.longhaul.client.cli.batch.lines.InUseException;
import dev.longhaul.client.cli.session.UserErrorException;
import dev.longhaul.contract.job.JobId;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * The memory of a run: the file of results and, beside it, {@code <results>.state}, the journal. Whenever the process
 * is killed, both together tell of every line whether its result is there, which job it is, or that it was never
 * submitted under another key than the one it would get now.
 *
 * <p>
 * Writing is thread-safe; the states are those of the time of opening.
 */
public final class Ledger implements Closeable {

    private final RunHeader header;
    private final Journal journal;
    private final ResultFile results;
    private final LineStates states;
    private Tally tally;

    private Ledger(RunHeader header, Journal journal, ResultFile results, LineStates states) {
        this.header = header;
        this.journal = journal;
        this.results = results;
        this.states = states;
        this.tally = states.tally();
    }

    /**
     * What to open.
     *
     * @param input
     *            for messages, and not to be overwritten
     * @param output
     *            the file of results
     * @param force
     *            throw away what is there
     * @param retryFailed
     *            forget failed results, so that their lines are fresh
     */
    public record Opening(Path input, Path output, boolean force, boolean retryFailed) {}

    /**
     * Opens the files of a run, or makes them.
     *
     * @param fresh
     *            the header in case the run is new; otherwise what the one there must agree with
     * @throws UserErrorException
     *             when there are results of something else, or another process is at it
     */
    public static Ledger open(Opening opening, RunHeader fresh) {
        Path output = opening.output();
        Path state = output.resolveSibling(output.getFileName() + ".state");
        try {
            if (Files.exists(output) && Files.isSameFile(opening.input(), output)) {
                throw new UserErrorException("-o names the prompt file itself. Choose another file for the results.");
            }
            if (!opening.force() && !Files.exists(state) && Files.exists(output) && Files.size(output) > 0) {
                throw notOurs(output);
            }
            return locked(opening, fresh, state);
        } catch (InUseException e) {
            throw new UserErrorException(e.getMessage() + ". Wait for its end or stop it.", e);
        } catch (IOException e) {
            throw new UserErrorException("Cannot write " + output + " or " + state + ": " + e.getMessage(), e);
        }
    }

    private static UserErrorException notOurs(Path output) {
        return new UserErrorException(output + " exists and is not of a run that can go on. Choose another -o, or say"
                + " --force to overwrite it.");
    }

    private static Ledger locked(Opening opening, RunHeader fresh, Path state) throws IOException {
        Journal journal = Journal.open(state);
        ResultFile results = null;
        try {
            results = ResultFile.open(opening.output());
            return opened(opening, fresh, journal, results);
        } catch (IOException | RuntimeException e) {
            journal.close();
            if (results != null) {
                results.close();
            }
            throw e;
        }
    }

    private static Ledger opened(Opening opening, RunHeader fresh, Journal journal, ResultFile results)
            throws IOException {
        Optional<RunHeader> before = opening.force() ? Optional.empty() : journal.header();
        if (before.isEmpty()) {
            if (opening.force()) {
                results.clear();
            } else if (!results.isEmpty()) {
                throw notOurs(opening.output());
            }
            journal.begin(fresh);
            return new Ledger(fresh, journal, results, new LineStates());
        }
        before.get().requireSame(fresh, opening.input(), opening.output());
        return new Ledger(before.get(), journal, results, states(journal, results, opening.retryFailed()));
    }

    private static LineStates states(Journal journal, ResultFile results, boolean retryFailed) throws IOException {
        LineStates states = new LineStates();
        journal.replay(entry -> {
            if (entry instanceof JournalEntry.Again again) {
                states.again(again);
            }
        });
        List<ResultLine> stale = new ArrayList<>();
        results.forEach(line -> {
            if (!states.result(line)) {
                stale.add(line);
            }
        });
        Map<Integer, Integer> next = retryFailed ? states.nextOfFailed() : Map.of();
        if (!next.isEmpty()) {
            // written down first: killed before the results are rewritten, the next run knows which of them are void
            JournalEntry.Again again = new JournalEntry.Again(next);
            journal.append(again);
            states.again(again);
        }
        if (!stale.isEmpty() || !next.isEmpty()) {
            states.forgetResults();
            results.keep(states::result);
        }
        journal.replay(states::entry);
        return states;
    }

    /** The run's random name. */
    public String run() {
        return header.run();
    }

    /** What the platform calls the run's jobs as a set; the same for as long as the run can go on. */
    public String batch() {
        return header.batch();
    }

    public LineState state(int line) {
        return states.of(line);
    }

    /** Jobs of an earlier process that are not fetched yet. */
    public Collection<JobId> knownJobs() {
        return states.known().values();
    }

    /** Gives up the jobs of an earlier process, so that their lines are fresh. */
    public void abandonKnownJobs() throws IOException {
        JournalEntry.Again again = new JournalEntry.Again(states.nextOfKnown());
        journal.append(again);
        states.again(again);
        states.entry(again);
    }

    /** How many of the lines up to this one had their result at opening. */
    public int doneUpTo(int line) {
        return states.doneUpTo(line);
    }

    /** What all results add up to. */
    public synchronized Tally tally() {
        return tally;
    }

    /** Writes down that these lines are about to be submitted. */
    public void submitting(Collection<Integer> lines, Instant now) throws IOException {
        journal.append(new JournalEntry.Submitting(LineSet.of(lines), now));
    }

    /** Writes down which jobs these lines are. */
    public void accepted(Map<Integer, JobId> jobs) throws IOException {
        if (!jobs.isEmpty()) {
            journal.append(new JournalEntry.Accepted(jobs));
        }
    }

    /** Writes results. */
    public void write(Collection<ObjectNode> lines) throws IOException {
        results.append(lines);
        synchronized (this) {
            for (ObjectNode line : lines) {
                tally = tally.plus(ResultLine.of(line));
            }
        }
    }

    /** Puts the results into the order of the input. */
    public void order() throws IOException {
        results.order(header.lastLine());
    }

    /** To be called when every line of the input has its result: shrinks the journal to its header. */
    public void complete() throws IOException {
        journal.forgetEntries();
    }

    @Override
    public void close() throws IOException {
        try (journal; results) {
            // both, also when closing one fails
        }
    }
}
