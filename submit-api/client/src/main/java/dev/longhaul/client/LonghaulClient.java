package dev.longhaul.client;

import dev.longhaul.contract.job.JobId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Submits jobs to a Longhaul platform and fetches their results.
 *
 * <pre>{@code
 * try (LonghaulClient longhaul = LonghaulClient.builder().url("http://localhost:8080").apiKey(key).build()) {
 *     Job job = longhaul.submit(JobRequest.chat("gpt-5.4-nano").user("Name three rivers.").build());
 *     System.out.println(longhaul.waitFor(job.id(), Duration.ofMinutes(5)).answer().orElseThrow());
 * }
 * }</pre>
 *
 * Thread-safe; one instance serves a program. Every method blocks its thread, so call it from virtual threads when many
 * calls wait. Every method throws {@link LonghaulException} when it fails for good: connection errors, 429 and 503 are
 * tried again first, with exponential waits of at least {@code Retry-After}, for as long as
 * {@link LonghaulClientBuilder#retryFor} says. A submit without an idempotency key is tried again only where it cannot
 * have arrived.
 */
public final class LonghaulClient implements AutoCloseable {

    /** The longest that the platform holds back one answer; longer waits are made of several. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    /** The most ids that one lookup takes. */
    public static final int MAX_LOOKUP = 1_000;
    /** The most lines that one bulk call carries; {@link #submitAll} makes as many calls as it needs. */
    public static final int MAX_BULK = BulkSubmit.MAX_LINES;
    /** The most bytes that one bulk call carries, unless a single line is longer. */
    public static final int MAX_BULK_BYTES = BulkSubmit.MAX_BYTES;

    private final Transport transport;

    LonghaulClient(Transport transport) {
        this.transport = transport;
    }

    public static LonghaulClientBuilder builder() {
        return new LonghaulClientBuilder();
    }

    /** Submits one job. When this returns, the platform has it durably and it will end. */
    public Job submit(JobRequest request) {
        byte[] body = Json.MAPPER.writeValueAsBytes(request.body());
        Call call = Call.post("/v1/jobs", Call.JSON, body, request.idempotencyKey().isPresent());
        return Job.of(transport
                .send(request.idempotencyKey().map(key -> call.withHeader("Idempotency-Key", key)).orElse(call))
                .object());
    }

    /**
     * Submits many jobs in calls of at most {@link #MAX_BULK} lines and {@link #MAX_BULK_BYTES}. Lines are independent:
     * each result, in the order of the requests, says whether that one was accepted. Throws only when the first call
     * fails as a whole; when a later one does, its lines and those behind carry that failure, because the jobs before
     * exist.
     */
    public List<Submission> submitAll(Collection<JobRequest> requests) {
        return new BulkSubmit(transport).submit(List.copyOf(requests));
    }

    /** The job as it is now. */
    public Job get(JobId id) {
        return Job.of(transport.send(Call.get("/v1/jobs/" + id)).object());
    }

    /**
     * Waits for the end of a job; the platform holds the answer back meanwhile, so this costs few calls.
     *
     * @param time
     *            how long to wait at most
     * @return the job at its end, or as it is when the time is over: see {@link Job#hasEnded}
     */
    public Job waitFor(JobId id, Duration time) {
        long start = System.nanoTime();
        while (true) {
            Duration left = time.minusNanos(System.nanoTime() - start);
            Duration wait = left.compareTo(LONGEST_WAIT) < 0 ? left : LONGEST_WAIT;
            long seconds = Math.max(0, wait.plusMillis(999).toSeconds());
            Job job = Job.of(transport
                    .send(Call.get("/v1/jobs/" + id + "?wait=" + seconds).holding(Duration.ofSeconds(seconds)))
                    .object());
            if (job.hasEnded() || time.minusNanos(System.nanoTime() - start).isNegative()) {
                return job;
            }
        }
    }

    /**
     * Fetches those of many jobs that have ended, and waits while there are too few: the bulk form of {@link #waitFor}.
     *
     * @param ids
     *            1 to {@link #MAX_LOOKUP}
     * @param wait
     *            up to 60 s, in whole seconds; zero answers at once
     * @param min
     *            how many must have ended before the answer comes early, at least 1
     * @throws LonghaulException
     *             with code {@code job_not_found} when one of the ids is not known; its message names the id
     */
    public Lookup lookup(Collection<JobId> ids, Duration wait, int min) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        ArrayNode list = body.putArray("ids");
        ids.forEach(id -> list.add(id.toString()));
        body.put("wait", wait.toSeconds()).put("min", min);
        ObjectNode answer = transport.send(Call
                .post("/v1/jobs/lookup", Call.JSON, Json.MAPPER.writeValueAsBytes(body), true).holding(wait)).object();
        List<Job> ended = new ArrayList<>();
        answer.path("data").forEach(job -> ended.add(Job.of(job)));
        List<JobId> pending = new ArrayList<>();
        answer.path("pending").forEach(id -> JobId.tryParse(id.asString("")).ifPresent(pending::add));
        return new Lookup(ended, pending);
    }

    /** The jobs of a query. Pages are fetched while the stream is read, so end it early at no cost. */
    public Stream<Job> list(JobQuery query) {
        Iterator<Job> pages = new JobPages(query,
                page -> transport.send(Call.get(page.path())).object());
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(pages, Spliterator.ORDERED), false);
    }

    /**
     * Cancels a job. One that waits ends at once; one that runs is asked to stop, and ends as the worker says.
     *
     * @throws LonghaulException
     *             with code {@code job_ended} when it had ended otherwise before
     */
    public Job cancel(JobId id) {
        return Job.of(transport.send(Call.post("/v1/jobs/" + id + "/cancel", Call.JSON, new byte[0], true)).object());
    }

    /**
     * Follows a job until its end, in this thread: its states and, when it streams, its tokens. Where the connection
     * breaks, the states and tokens since are lost, but not the end: the job is then waited for.
     *
     * @return the job at its end
     */
    public Job events(JobId id, Consumer<? super JobProgress> listener) {
        try (Stream<String> lines = transport.lines(Call.get("/v1/jobs/" + id + "/events"))) {
            Job[] end = new Job[1];
            boolean done = new EventStream().read(lines.iterator(), event -> {
                if (event instanceof JobProgress.Done(Job job)) {
                    end[0] = job;
                }
                listener.accept(event);
            });
            if (done) {
                return end[0];
            }
        } catch (java.io.UncheckedIOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw transport.unreachable(e);
            }
        }
        Job job = waitFor(id, Duration.ofDays(1));
        listener.accept(new JobProgress.Done(job));
        return job;
    }

    /** The models that this API key may use. */
    public List<Model> models() {
        List<Model> models = new ArrayList<>();
        for (JsonNode node : transport.send(Call.get("/v1/models")).object().path("data")) {
            if (node instanceof ObjectNode json) {
                models.add(model(json));
            }
        }
        return models;
    }

    /**
     * One model.
     *
     * @param name
     *            may contain slashes
     */
    public Model model(String name) {
        String path = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
        return model(transport.send(Call.get("/v1/models/" + path)).object());
    }

    private static Model model(ObjectNode json) {
        return new Model(json.path("id").asString(""), json.path("owned_by").asString(""), json);
    }

    /**
     * What an experiment has shown so far, as the platform's JSON.
     *
     * @param id
     *            as {@code exp_…}
     */
    public ObjectNode experimentReport(String id) {
        return transport.send(Call.get("/v1/experiments/" + URLEncoder.encode(id, StandardCharsets.UTF_8) + "/report"))
                .object();
    }

    /** What the tenant has used, as the API tells it. */
    public ObjectNode usage(UsageQuery query) {
        return transport.send(Call.get(query.path("json"))).object();
    }

    /** The same as CSV by RFC 4180, with a header. */
    public String usageCsv(UsageQuery query) {
        return new String(transport.send(Call.get(query.path("csv"))).body(), StandardCharsets.UTF_8);
    }

    /** Dead letters and their replays, for administrators. */
    public DeadLetters deadLetters() {
        return new DeadLetters(transport);
    }

    /** Ends calls that wait, with a {@link LonghaulException}. Jobs go on. */
    @Override
    public void close() {
        transport.close();
    }
}
