package dev.longhaul.api.job;

import dev.longhaul.api.http.ApiController;
import dev.longhaul.api.http.ClientConnection;
import dev.longhaul.api.http.LongWork;
import dev.longhaul.api.http.RequestBody;
import dev.longhaul.api.key.Caller;
import dev.longhaul.api.request.LookupRequest;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.store.job.JobRecord;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.web.bind.annotation.PostMapping;

/** {@code /jobs/lookup}: the long-poll for many jobs at once. */
@ApiController
public final class JobLookupController {

    private static final int BODY_LIMIT = 256 * 1024;

    private final JobReader jobs;
    private final JobWaiting waiting;

    public JobLookupController(JobReader jobs, JobWaiting waiting) {
        this.jobs = jobs;
        this.waiting = waiting;
    }

    @PostMapping("/jobs/lookup")
    LookupView lookUp(HttpServletRequest request, Caller caller) {
        LookupRequest asked = LookupRequest.read(RequestBody.json(request, BODY_LIMIT));
        Set<JobId> ids = new LinkedHashSet<>();
        for (int i = 0; i < asked.ids().size(); i++) {
            ids.add(jobs.own(caller, asked.ids().get(i), "ids[" + i + "]"));
        }
        Set<JobId> ended = waiting.untilSomeEnded(ids, Math.min(asked.min(), ids.size()),
                Duration.ofSeconds(asked.seconds()), ClientConnection.of(request));
        Map<JobId, JobRecord> records = new HashMap<>();
        jobs.findAll(ended).forEach(job -> records.put(job.id(), job));
        List<JobView> data = new ArrayList<>(records.size());
        List<String> pending = new ArrayList<>();
        for (JobId id : ids) {
            JobRecord job = records.get(id);
            // one that ended is pending still when the answers before it fill the response: the next call has it at
            // once; and a failed job that an admin replays between the two reads is open again
            if (job != null && job.state().isTerminal()) {
                data.add(JobView.of(job));
                LongWork.giveWay();
            } else {
                pending.add(id.toString());
            }
        }
        return new LookupView("list", data, pending);
    }

    /**
     * @param data
     *            those that have ended, in the order of the request
     * @param pending
     *            the others
     */
    record LookupView(String object, List<JobView> data, List<String> pending) {}
}
