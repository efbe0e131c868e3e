package dev.longhaul.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.Random;

@AnalyzeClasses(packages = "dev.longhaul.client", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule the_library_does_not_know_the_command = noClasses().that()
            .resideInAPackage("dev.longhaul.client")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.longhaul.client.cli..", "picocli..", "me.tongfei..");

    @ArchTest
    static final ArchRule commands_form_no_cycles = slices().matching("dev.longhaul.client.cli.(**)")
            .should()
            .beFreeOfCycles();

    @ArchTest
    static final ArchRule no_framework_comes_in = noClasses().should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "org.slf4j..", "dev.longhaul.store..", "dev.longhaul.link..");

    @ArchTest
    static final ArchRule time_and_chance_are_injected = noClasses().should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Random.class);
}
