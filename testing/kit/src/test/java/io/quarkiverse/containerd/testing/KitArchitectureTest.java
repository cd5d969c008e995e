package io.quarkiverse.containerd.testing;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** The kit is as much an API as that of the extension: what users see of it mentions nothing that is behind the door. */
@AnalyzeClasses(packages = "io.quarkiverse.containerd.testing", importOptions = ImportOption.DoNotIncludeTests.class)
class KitArchitectureTest {

    private static final DescribedPredicate<JavaClass> RUNTIME = resideInAPackage("io.quarkiverse.containerd.runtime..");

    @ArchTest
    static final ArchRule mentions_nothing_behind_the_door = codeUnits().that().areDeclaredInClassesThat().arePublic()
            .and(visible()).should(mentionNothingOfRuntime());

    private static DescribedPredicate<JavaCodeUnit> visible() {
        return DescribedPredicate.describe("visible", code -> code.getModifiers().contains(JavaModifier.PUBLIC)
                || code.getModifiers().contains(JavaModifier.PROTECTED));
    }

    private static ArchCondition<JavaCodeUnit> mentionNothingOfRuntime() {
        return new ArchCondition<>("mention nothing of runtime") {
            @Override
            public void check(JavaCodeUnit code, ConditionEvents events) {
                code.getAllInvolvedRawTypes().stream().filter(RUNTIME)
                        .forEach(hidden -> events.add(SimpleConditionEvent.violated(code,
                                code.getFullName() + " shows " + hidden.getName())));
            }
        };
    }
}
