package dev.longhaul.simulator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.Random;

@AnalyzeClasses(packages = "dev.longhaul", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    /** What the simulator is to check must not be what it is made of. */
    @ArchTest
    static final ArchRule the_simulator_shares_no_code = noClasses().should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.longhaul.contract..", "dev.longhaul.link..", "dev.longhaul.relay..",
                    "dev.longhaul.store..");

    @ArchTest
    static final ArchRule features_form_no_cycles = slices().matching("dev.longhaul.simulator.(*)..")
            .should()
            .beFreeOfCycles();

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
