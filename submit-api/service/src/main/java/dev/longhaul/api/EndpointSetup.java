package dev.longhaul.api;

import dev.longhaul.api.admin.TenantController;
import dev.longhaul.api.audit.AuditController;
import dev.longhaul.api.batch.BatchController;
import dev.longhaul.api.bulk.BulkController;
import dev.longhaul.api.chat.AnswerTime;
import dev.longhaul.api.chat.ChatController;
import dev.longhaul.api.chat.HangUps;
import dev.longhaul.api.chat.StreamAnswers;
import dev.longhaul.api.chat.SyncAnswers;
import dev.longhaul.api.deadletter.DeadLetterController;
import dev.longhaul.api.deadletter.ReplayController;
import dev.longhaul.api.deadletter.ReplayDesk;
import dev.longhaul.api.experiment.ExperimentController;
import dev.longhaul.api.experiment.ExperimentDirectory;
import dev.longhaul.api.experiment.ExperimentReports;
import dev.longhaul.api.file.FileController;
import dev.longhaul.api.job.CompletionWriter;
import dev.longhaul.api.job.JobCancelController;
import dev.longhaul.api.job.JobCancelling;
import dev.longhaul.api.job.JobController;
import dev.longhaul.api.job.JobDeleteController;
import dev.longhaul.api.job.JobEventsController;
import dev.longhaul.api.job.JobListController;
import dev.longhaul.api.job.JobLookupController;
import dev.longhaul.api.job.JobReader;
import dev.longhaul.api.job.JobRevisionController;
import dev.longhaul.api.job.JobWaiting;
import dev.longhaul.api.job.Recording;
import dev.longhaul.api.model.ModelController;
import dev.longhaul.api.model.ModelDirectory;
import dev.longhaul.api.order.BatchOrderController;
import dev.longhaul.api.order.JobOrders;
import dev.longhaul.api.order.OrderNotices;
import dev.longhaul.api.order.TenantOrderController;
import dev.longhaul.api.place.JobPlaces;
import dev.longhaul.api.providerkey.KeyNotices;
import dev.longhaul.api.providerkey.ProviderKeyController;
import dev.longhaul.api.request.SubmissionReader;
import dev.longhaul.api.submit.JobSubmitter;
import dev.longhaul.api.usage.UsageController;
import dev.longhaul.api.wait.JobWatches;
import dev.longhaul.api.wait.Wakeups;
import dev.longhaul.api.webhook.EventController;
import dev.longhaul.api.webhook.WebhookDeliveryController;
import dev.longhaul.api.webhook.WebhookEndpointController;
import dev.longhaul.api.webhook.WebhookTargets;
import dev.longhaul.api.webhook.WebhookTest;
import dev.longhaul.api.worker.WorkerController;
import dev.longhaul.api.worker.WorkerDirectory;
import dev.longhaul.contract.catalog.Catalog;
import dev.longhaul.contract.catalog.ModelNames;
import dev.longhaul.contract.catalog.Prices;
import dev.longhaul.contract.job.JobIds;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.store.audit.AuditStore;
import dev.longhaul.store.batch.BatchStore;
import dev.longhaul.store.deadletter.UnreadableStore;
import dev.longhaul.store.experiment.ExperimentStore;
import dev.longhaul.store.file.FileStore;
import dev.longhaul.store.job.JobStore;
import dev.longhaul.store.key.ApiKeyStore;
import dev.longhaul.store.order.OrderStore;
import dev.longhaul.store.plan.PlanStore;
import dev.longhaul.store.plan.Plans;
import dev.longhaul.store.providerkey.ProviderKeyStore;
import dev.longhaul.store.usage.UsageStore;
import dev.longhaul.store.webhook.DeadDeliveries;
import dev.longhaul.store.webhook.WebhookDeliveries;
import dev.longhaul.store.webhook.WebhookEndpoints;
import dev.longhaul.store.webhook.WebhookEvents;
import dev.longhaul.store.webhook.WebhookRecoveries;
import java.time.Clock;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** The endpoints. */
@Configuration(proxyBeanMethods = false)
class EndpointSetup {

    @Bean
    TenantController tenantController(PlanStore plans, ApiKeyStore keys, Catalog catalog) {
        return new TenantController(plans, keys, catalog.providers().keySet());
    }

    @Bean
    WorkerController workerController(WorkerDirectory workers, Catalog catalog, ConfirmedPublisher amqp) {
        return new WorkerController(workers, catalog, amqp);
    }

    @Bean
    ProviderKeyController providerKeyController(Catalog catalog, SubmitApiProperties properties,
            ProviderKeyStore keys, ConfirmedPublisher amqp) {
        return new ProviderKeyController(catalog, StartCheck.workerKeyset(properties.workerKeyset()), keys,
                new KeyNotices(amqp));
    }

    @Bean
    DeadLetterController deadLetterController(JobStore store, UnreadableStore messages, DeadDeliveries deliveries,
            AuditStore audit, JsonMapper json) {
        return new DeadLetterController(store.letters(), messages, deliveries, store.queries(), audit, json);
    }

    @Bean
    ReplayController replayController(ReplayDesk desk, ModelDirectory models) {
        return new ReplayController(desk, models);
    }

    @Bean
    AuditController auditController(AuditStore audit) {
        return new AuditController(audit);
    }

    @Bean
    ExperimentController experimentController(ExperimentStore experiments, ExperimentDirectory directory,
            JobStore store, UsageStore usage, ModelDirectory models, Plans plans, Catalog catalog, Clock clock) {
        return new ExperimentController(experiments, directory, new ExperimentReports(store.experiments()), usage,
                models, plans, new Prices(new ModelNames(catalog)), clock);
    }

    @Bean
    UsageController usageController(UsageStore usage, PlanStore plans, Clock clock) {
        return new UsageController(usage, plans, clock);
    }

    @Bean
    ModelController modelController(ModelDirectory models, Plans plans) {
        return new ModelController(models, plans);
    }

    @Bean
    JobController jobController(SubmissionReader submissions, JobSubmitter submitter, JobReader jobs,
            JobWaiting waiting, JobPlaces places, SubmitApiProperties properties) {
        return new JobController(submissions, submitter, jobs, waiting, places, bytes(properties));
    }

    @Bean
    JobListController jobListController(JobReader jobs, ModelDirectory models) {
        return new JobListController(jobs, models);
    }

    @Bean
    JobLookupController jobLookupController(JobReader jobs, JobWaiting waiting) {
        return new JobLookupController(jobs, waiting);
    }

    @Bean
    JobCancelController jobCancelController(JobReader jobs, JobCancelling cancelling) {
        return new JobCancelController(jobs, cancelling);
    }

    @Bean
    JsonMapperBuilderCustomizer completions(JobStore store) {
        return builder -> builder.addModule(CompletionWriter.module(store.answers()));
    }

    @Bean
    JobDeleteController jobDeleteController(JobReader jobs, JobStore store) {
        return new JobDeleteController(jobs, store.erasure());
    }

    @Bean
    JobRevisionController jobRevisionController(JobReader jobs, JobStore store, Recording recording,
            OrderNotices notices) {
        return new JobRevisionController(jobs, store.revisions(), recording, notices);
    }

    @Bean
    BatchOrderController batchOrderController(JobOrders orders) {
        return new BatchOrderController(orders);
    }

    @Bean
    TenantOrderController tenantOrderController(JobOrders orders, OrderStore store) {
        return new TenantOrderController(orders, store);
    }

    @Bean
    JobEventsController jobEventsController(JobReader jobs, JobWatches watches, Wakeups wakeups, JsonMapper json,
            Clock clock, SubmitApiProperties properties) {
        return new JobEventsController(jobs, watches, wakeups, json, clock, properties.keepAlive());
    }

    @Bean
    BulkController bulkController(SubmissionReader submissions, JobSubmitter submitter, JsonMapper json,
            SubmitApiProperties properties) {
        return new BulkController(submissions, submitter.inBulk(), json,
                Math.toIntExact(properties.bulkBodyLimit().toBytes()), bytes(properties));
    }

    @Bean
    FileController fileController(FileStore files, BatchStore batches, SubmitApiProperties properties) {
        return new FileController(files, batches, properties.fileLimit().toBytes());
    }

    @Bean
    BatchController batchController(BatchStore batches, FileStore files, JobIds ids, Clock clock) {
        return new BatchController(batches, files, ids, clock);
    }

    @Bean
    ChatController chatController(SubmissionReader submissions, JobSubmitter submitter, JobReader jobs,
            JobWatches watches, Wakeups wakeups, HangUps hangUps, SubmitApiProperties properties,
            String apiInstance) {
        return new ChatController(submissions, submitter, jobs,
                new SyncAnswers(watches, wakeups, submitter, jobs, hangUps),
                new StreamAnswers(watches, wakeups, submitter, jobs, hangUps, properties.keepAlive()),
                new AnswerTime(properties.answerTimeout()), apiInstance, bytes(properties));
    }

    @Bean
    WebhookEndpointController webhookEndpointController(WebhookEndpoints endpoints, WebhookTargets targets,
            WebhookEvents events, WebhookDeliveries deliveries, Clock clock) {
        return new WebhookEndpointController(endpoints, targets, new WebhookTest(events, deliveries, clock));
    }

    @Bean
    WebhookDeliveryController webhookDeliveryController(WebhookEndpoints endpoints, WebhookDeliveries deliveries,
            WebhookRecoveries recoveries) {
        return new WebhookDeliveryController(endpoints, deliveries, recoveries);
    }

    @Bean
    EventController eventController(WebhookEvents events) {
        return new EventController(events);
    }

    private static int bytes(SubmitApiProperties properties) {
        return Math.toIntExact(properties.bodyLimit().toBytes());
    }
}
