package dev.longhaul.resultstore;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Duration;
import java.time.Instant;

@AnalyzeClasses(packages = "dev.longhaul.resultstore", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule no_service_knows_another = noClasses().should().dependOnClassesThat().resideInAnyPackage(
            "dev.longhaul.dispatcher..", "dev.longhaul.api..", "dev.longhaul.worker..", "dev.longhaul.client..",
            "dev.longhaul.embedded..");

    @ArchTest
    static final ArchRule only_the_store_knows_mongodb = noClasses().should().dependOnClassesThat()
            .resideInAnyPackage("com.mongodb..", "org.bson..", "org.springframework.data.mongodb..");

    @ArchTest
    static final ArchRule time_and_chance_are_injected = noClasses().should().callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis").orShould().callMethod(Thread.class, "sleep", long.class)
            .orShould().callMethod(Thread.class, "sleep", Duration.class).orShould().callMethod(Math.class, "random");

    /**
     * A service one of whose loops has ended must not live on and look ready. These two have threads for single tasks.
     */
    @ArchTest
    static final ArchRule loops_are_essential = noClasses().that().doNotHaveSimpleName("HookClient").and()
            .doNotHaveSimpleName("GuardedResolver").should().callMethod(Thread.class, "ofPlatform");

    /** As the other; a timer's tasks are wrapped instead, and each webhook has a thread. */
    @ArchTest
    static final ArchRule virtual_loops_are_essential = noClasses().that().doNotHaveSimpleName("Recurring").and()
            .haveNameNotMatching(".*WebhookSender.*").should().callMethod(Thread.class, "ofVirtual");

    @ArchTest
    static final ArchRule features_have_no_cycles = slices().matching("dev.longhaul.resultstore.(*)..").should()
            .beFreeOfCycles().allowEmptyShould(true);

    @ArchTest
    static final ArchRule only_facades_are_public = classes().that().arePublic().and().areTopLevelClasses().should()
            .haveNameMatching(".*\\.(ResultStoreApplication|ResultStoreConfiguration|ResultStoreProperties"
                    + "|OutcomeIntake|AnswerIntake|OutcomeWriter|Accounts|Recounting|OutcomeMeters|ReplayRunner|UnreadableIntake|DeadQueue|LetterGauges"
                    + "|Recurring|RetentionSweep|WebhookSender|WebhookSenderProperties)");
}
