package dev.longhaul.api.job;

import dev.longhaul.api.http.ApiController;
import dev.longhaul.api.http.ClientConnection;
import dev.longhaul.api.http.SseWriter;
import dev.longhaul.api.key.Caller;
import dev.longhaul.api.wait.JobWatches;
import dev.longhaul.api.wait.WaitKind;
import dev.longhaul.api.wait.Wakeups;
import dev.longhaul.api.wait.Watch;
import dev.longhaul.contract.job.JobId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import tools.jackson.databind.json.JsonMapper;

/** {@code /jobs/{id}/events}: follows a job as server-sent events. */
@ApiController
public final class JobEventsController {

    private static final Logger log = LoggerFactory.getLogger(JobEventsController.class);
    /** Far beyond any job; a client that wants more connects again. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private final JobReader jobs;
    private final JobWatches watches;
    private final Wakeups wakeups;
    private final JsonMapper json;
    private final Clock clock;
    private final Duration keepAlive;

    /**
     * @param keepAlive
     *            between two comments while nothing else is sent
     */
    public JobEventsController(JobReader jobs, JobWatches watches, Wakeups wakeups, JsonMapper json, Clock clock,
            Duration keepAlive) {
        this.jobs = jobs;
        this.watches = watches;
        this.wakeups = wakeups;
        this.json = json;
        this.clock = clock;
        this.keepAlive = keepAlive;
    }

    @GetMapping("/jobs/{id}/events")
    void follow(HttpServletRequest request, HttpServletResponse response, Caller caller, @PathVariable String id) {
        JobId own = jobs.own(caller, id, null);
        try (Watch watch = watches.watch(WaitKind.EVENTS, List.of(own))) {
            new FollowedJob(own, jobs, new SseWriter(response), json, clock, keepAlive)
                    .follow(wakeups.begin(watch, LONGEST, ClientConnection.of(request)));
        } catch (IOException e) {
            log.debug("the client that followed job {} has gone", own);
        }
    }
}
