package dev.longhaul.contract;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;

@AnalyzeClasses(packages = "dev.longhaul.contract", importOptions = ImportOption.DoNotIncludeTests.class)
class ContractRulesTest {

    @ArchTest
    static final ArchRule only_the_jdk_jspecify_and_jackson = classes().should().onlyDependOnClassesThat()
            .resideInAnyPackage("dev.longhaul.contract..", "java..", "javax.crypto..", "org.jspecify..",
                    "com.fasterxml.jackson.annotation..", "tools.jackson..");

    @ArchTest
    static final ArchRule time_and_chance_are_given = noClasses().should().callMethod(Instant.class, "now").orShould()
            .callMethod(System.class, "currentTimeMillis").orShould().callMethod(Clock.class, "systemUTC").orShould()
            .callMethod(Thread.class, "sleep", long.class).orShould().callMethod(Math.class, "random");

    @ArchTest
    static final ArchRule features_do_not_go_in_circles = slices().matching("dev.longhaul.contract.(*)..").should()
            .beFreeOfCycles();
}
