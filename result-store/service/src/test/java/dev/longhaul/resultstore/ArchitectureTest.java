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

    @ArchTest
    static final ArchRule features_have_no_cycles = slices().matching("dev.longhaul.resultstore.(*)..").should()
            .beFreeOfCycles().allowEmptyShould(true);

    @ArchTest
    static final ArchRule only_facades_are_public = classes().that().arePublic().and().areTopLevelClasses().should()
            .haveNameMatching(".*\\.(ResultStoreApplication|ResultStoreConfiguration|ResultStoreProperties"
                    + "|OutcomeIntake|AnswerIntake|OutcomeWriter|Accounts|Recounting|OutcomeMeters|ReplayRunner|UnreadableIntake|DeadQueue|LetterGauges"
                    + "|Recurring|RetentionSweep|WebhookSender|WebhookSenderProperties)");
}
