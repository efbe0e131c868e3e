package dev.longhaul.api.job;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.longhaul.api.http.ApiController;
import dev.longhaul.api.key.Caller;
import dev.longhaul.api.model.ModelDirectory;
import dev.longhaul.store.job.JobQueries.JobPage;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;

/** {@code /jobs}: a tenant's jobs, page by page. */
@ApiController
public final class JobListController {

    private final JobReader jobs;
    private final ModelDirectory models;

    public JobListController(JobReader jobs, ModelDirectory models) {
        this.jobs = jobs;
        this.models = models;
    }

    @GetMapping("/jobs")
    JobList list(HttpServletRequest request, Caller caller) {
        JobListQuery query = JobListQuery.of(request, caller, jobs, models);
        JobPage page = jobs.list(query.filter(), query.limit(), query.withResponses());
        List<JobView> data = page.jobs().stream().map(JobView::of).toList();
        return new JobList("list", data, data.isEmpty() ? null : data.getFirst().id(),
                data.isEmpty() ? null : data.getLast().id(), page.hasMore());
    }

    /** A page in OpenAI's form; the next one is asked for with {@code after=<last_id>}. */
    record JobList(String object, List<JobView> data, @JsonProperty("first_id") @Nullable String firstId,
            @JsonProperty("last_id") @Nullable String lastId, @JsonProperty("has_more") boolean hasMore) {}
}
