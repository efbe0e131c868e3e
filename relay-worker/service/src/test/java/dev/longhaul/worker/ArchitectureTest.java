package dev.longhaul.worker;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

@AnalyzeClasses(packages = "dev.longhaul.worker", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule of_the_platform_it_knows_the_contract_and_the_link_only = noClasses().should()
            .dependOnClassesThat(resideInAPackage("dev.longhaul..").and(
                    not(resideInAnyPackage("dev.longhaul.worker..", "dev.longhaul.contract..",
                            "dev.longhaul.link.."))));

    @ArchTest
    static final ArchRule it_knows_neither_mongodb_nor_kafka = noClasses().should().dependOnClassesThat()
            .resideInAnyPackage("com.mongodb..", "org.bson..", "org.springframework.data..", "org.apache.kafka..",
                    "org.springframework.kafka..");

    @ArchTest
    static final ArchRule time_and_chance_are_injected = noClasses().should().callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis").orShould().callMethod(Thread.class, "sleep", long.class)
            .orShould().callMethod(Thread.class, "sleep", Duration.class).orShould()
            .callMethod(TimeUnit.class, "sleep", long.class).orShould().callMethod(Math.class, "random");

    @ArchTest
    static final ArchRule features_have_no_cycles = slices().matching("dev.longhaul.worker.(*)..").should()
            .beFreeOfCycles();

    /** What a provider says and how is no matter of the broker's, and the other way round. */
    @ArchTest
    static final ArchRule providers_are_called_without_knowing_the_broker = noClasses().that()
            .resideInAnyPackage("..http..", "..dialect..", "..chat..", "..openai..", "..anthropic..", "..gemini..",
                    "..provider..", "..lane..", "..limit..")
            .should().dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "com.rabbitmq..", "dev.longhaul.link..", "..held..",
                    "..intake..", "..report..");

    @ArchTest
    static final ArchRule features_are_wired_by_hand = noClasses().that().resideOutsideOfPackage("dev.longhaul.worker")
            .should().dependOnClassesThat()
            .resideInAnyPackage("org.springframework.context..", "org.springframework.beans..",
                    "org.springframework.boot..", "org.springframework.stereotype..");

    @ArchTest
    static final ArchRule only_facades_are_public = classes().that().arePublic().and().areTopLevelClasses().should()
            .haveNameMatching(".*\\.(RelayWorkerApplication|RelayWorkerConfiguration"
                    + "|anthropic\\.AnthropicDialect"
                    + "|attempt\\.(JobRunner|LargerModels|Pauses|RetryBudget|RouteSettings|Slots)|breaker\\.(Breaker|Breakers|Circuit)"
                    + "|control\\.(AddedKeys|ControlDesk|KeyNotices|SelfReports|WorkerIdentity)|gemini\\.GeminiDialect"
                    + "|held\\.(HeldDelivery|HeldJob|HeldJobs)"
                    + "|http\\.(EventLoops|Headers|HttpCall|HttpOutcome|HttpTransport|PieceReceiver)"
                    + "|intake\\.(CancelMemory|DeadMessages|VerdictDesk|WorkIntake)|lane\\.LaneLines"
                    + "|limit\\.(KeyBudget|KeyBudgets|Limits|RateStatus)|metrics\\.WorkerMetrics|openai\\.(AzureDialect|OpenAiDialect)"
                    + "|chat\\.[A-Za-z]+"
                    + "|dialect\\.(Chunk|Dialect|DialectAdapter|ErrorAnswer|ErrorTable|EventReader|Json|RateHeaders|Reading|RetryAfter"
                    + "|Translation)"
                    + "|provider\\.(AttemptResult|ChunkSink|Fault|KeyPool|Provider|ProviderAdapter|ProviderCall|ProviderKey|Providers)"
                    + "|report\\.(OutcomeDesk|Outbox|Replies|ReportBundler)|stop\\.StopSignal|timer\\.WorkerTimer"
                    + "|vault\\.(KeyVault|NewKeysetCommand|UnusableKeysetException))");
}
