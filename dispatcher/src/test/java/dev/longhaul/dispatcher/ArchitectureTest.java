package dev.longhaul.dispatcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;

@AnalyzeClasses(packages = "dev.longhaul.dispatcher", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule no_service_knows_another = noClasses().should().dependOnClassesThat().resideInAnyPackage(
            "dev.longhaul.resultstore..", "dev.longhaul.api..", "dev.longhaul.worker..", "dev.longhaul.client..",
            "dev.longhaul.embedded..");

    @ArchTest
    static final ArchRule only_the_store_knows_mongodb = noClasses().should().dependOnClassesThat()
            .resideInAnyPackage("com.mongodb..", "org.bson..", "org.springframework.data.mongodb..");

    @ArchTest
    static final ArchRule time_and_chance_are_injected = noClasses().should().callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDate.class, "now").orShould().callMethod(LocalDateTime.class, "now").orShould()
            .callMethod(ZonedDateTime.class, "now").orShould().callMethod(System.class, "currentTimeMillis").orShould()
            .callMethod(Thread.class, "sleep", long.class).orShould()
            .callMethod(Thread.class, "sleep", java.time.Duration.class).orShould().callMethod(Math.class, "random");

    /** The scheduling decides over memory alone. */
    @ArchTest
    static final ArchRule fairness_waits_for_nobody = noClasses().that().resideInAPackage("..fairness..").should()
            .dependOnClassesThat().resideInAnyPackage("org.springframework..", "org.apache.kafka..",
                    "dev.longhaul.link..", "dev.longhaul.log..", "..dispatch..", "..intake..", "..reconcile..");

    /** A service one of whose loops has ended must not live on and look ready. A timer's tasks are wrapped instead. */
    @ArchTest
    static final ArchRule loops_are_essential = noClasses().that().doNotHaveSimpleName("Upkeep").should()
            .callMethod(Thread.class, "ofPlatform").orShould().callMethod(Thread.class, "ofVirtual");

    @ArchTest
    static final ArchRule features_have_no_cycles = slices().matching("dev.longhaul.dispatcher.(*)..").should()
            .beFreeOfCycles().allowEmptyShould(true);

    @ArchTest
    static final ArchRule only_facades_are_public = classes().that().arePublic().and().areTopLevelClasses().should()
            .haveNameMatching(".*\\.(DispatcherApplication|DispatcherConfiguration|DispatcherProperties"
                    + "|DispatchLoop|Dispatching|JobDispatcher|LinkState|JobEndings|SchedulerEvents|InFlightJob"
                    + "|Scheduler|WaitingJob|WaitingPlace|Admission|TenantLimits|BudgetReader|Sharing|SharedAnswers"
                    + "|AnswerDesk|AnswerMeters|Intake|Routes|StickyBucket|WorkerReports|Workers|Reconciler|Upkeep|OrderBook"
                    + "|CancelFinisher|PlaceDesk)");
}
