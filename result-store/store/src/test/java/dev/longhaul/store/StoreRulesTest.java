package dev.longhaul.store;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.Instant;

@AnalyzeClasses(packages = "dev.longhaul.store", importOptions = ImportOption.DoNotIncludeTests.class)
class StoreRulesTest {

    @ArchTest
    static final ArchRule of_longhaul_only_the_contract = noClasses().should().dependOnClassesThat(
            JavaClass.Predicates.resideInAPackage("dev.longhaul..").and(
                    JavaClass.Predicates.resideOutsideOfPackages("dev.longhaul.store..", "dev.longhaul.contract..")));

    @ArchTest
    static final ArchRule features_do_not_know_spring = classes().that().resideInAnyPackage("dev.longhaul.store.*..")
            .should().onlyDependOnClassesThat().resideOutsideOfPackage("org.springframework..");

    @ArchTest
    static final ArchRule time_and_chance_are_given = noClasses().should().callMethod(Instant.class, "now").orShould()
            .callMethod(System.class, "currentTimeMillis").orShould().callMethod(Clock.class, "systemUTC").orShould()
            .callMethod(Thread.class, "sleep", long.class).orShould().callMethod(Math.class, "random");

    /** Constructors take the database; what services call must not make them know the driver. */
    @ArchTest
    static final ArchRule no_public_method_speaks_of_the_driver = methods().that().arePublic().and()
            .areDeclaredInClassesThat().arePublic().and().areDeclaredInClassesThat()
            .resideInAnyPackage("dev.longhaul.store.*..").should(notSpeakOfTheDriver());

    private static ArchCondition<JavaMethod> notSpeakOfTheDriver() {
        return new ArchCondition<>("not have the driver's types in their signature") {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                boolean speaks = method.getAllInvolvedRawTypes().stream().map(JavaClass::getPackageName)
                        .anyMatch(name -> name.startsWith("com.mongodb") || name.startsWith("org.bson"));
                if (speaks) {
                    events.add(SimpleConditionEvent.violated(method, method.getDescription()));
                }
            }
        };
    }
}
