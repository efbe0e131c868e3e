package dev.longhaul.store.job;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What every server of MongoDB's protocol must do for the store. A subclass names the server; each test has a database
 * of its own.
 */
public abstract class JobStoreConformanceTest
        implements
            IntakeConformance,
            DispatchConformance,
            RequeueConformance,
            StartConformance,
            OutcomeConformance,
            StrayOutcomeConformance,
            LongAnswerConformance,
            VerdictConformance,
            CancelConformance,
            SweepConformance,
            RevisionConformance,
            OrderConformance,
            ListConformance,
            PlanConformance,
            UsageConformance,
            ExtrasConformance,
            SharingConformance,
            ReadConformance,
            LetterConformance,
            UnreadableConformance,
            DeadDeliveryConformance,
            ReplayConformance,
            ReplayStoreConformance,
            RetentionConformance,
            ErasureConformance,
            RaceConformance,
            TransitionConformance,
            IdempotencyConformance,
            ApiKeyConformance,
            ProviderKeyConformance,
            TellingConformance,
            WebhookConformance,
            ExperimentConformance,
            FileConformance,
            BatchConformance {

    private StoreFixture fixture;

    /** Where the server is. */
    protected abstract String uri();

    @BeforeEach
    void openStore() {
        fixture = new StoreFixture(uri());
    }

    @AfterEach
    void closeStore() {
        fixture.close();
    }

    @Override
    public StoreFixture store() {
        return fixture;
    }
}
