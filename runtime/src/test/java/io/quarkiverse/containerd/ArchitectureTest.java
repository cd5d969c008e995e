package io.quarkiverse.containerd;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;

/**
 * Holds the floors of the house: a package uses only floors below its own, no packages form a circle, and the API knows nothing
 * of what is behind it. The page <em>Architecture</em> shows the floors.
 */
@AnalyzeClasses(packages = "io.quarkiverse.containerd", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "io.quarkiverse.containerd";
    private static final String RUNTIME = ROOT + ".runtime";
    private static final String STUBS = RUNTIME + ".grpc.stubs..";
    private static final String[] API = { ROOT, ROOT + ".client", ROOT + ".logs", ROOT + ".preseed" };

    /** The rooms of each floor, from the ground up. */
    private static final List<Set<String>> FLOORS = List.of(
            Set.of("text"),
            Set.of("config"),
            Set.of("oci", "supervisor", "logs", "disk"),
            Set.of("grpc", "archive", "render"),
            Set.of("host", "content"),
            Set.of("preseed", "pump"),
            Set.of("daemon"),
            Set.of("documents"),
            Set.of("health", "metrics", "tracing", "schedule", "systemd", "control", "devui", "offline"));

    @ArchTest
    static final ArchRule floors = floors();

    @ArchTest
    static final ArchRule every_room_has_its_floor = classes().that().resideInAPackage(RUNTIME + "..")
            .should().resideInAnyPackage(FLOORS.stream().flatMap(Set::stream).map(ArchitectureTest::room)
                    .toArray(String[]::new));

    @ArchTest
    static final ArchRule no_circles = slices().matching(ROOT + ".(**)").should().beFreeOfCycles()
            .ignoreDependency(resideInAPackage(STUBS), resideInAPackage(STUBS));

    @ArchTest
    static final ArchRule api_is_the_front_door = classes().that().resideInAnyPackage(API).and().arePublic()
            .should(mentionNothingBehindTheDoor());

    @ArchTest
    static final ArchRule stubs_stay_behind_the_client = noClasses()
            .that(DescribedPredicate.not(resideInAnyPackage(RUNTIME + ".grpc..")))
            .should().dependOnClassesThat().resideInAPackage(STUBS);

    /** A room uses the API and rooms of lower floors, not its neighbours. */
    private static ArchRule floors() {
        LayeredArchitecture house = layeredArchitecture().consideringOnlyDependenciesInLayers().withOptionalLayers(true)
                .layer("API").definedBy(API).whereLayer("API").mayNotAccessAnyLayer();
        List<String> below = new ArrayList<>(List.of("API"));
        for (Set<String> floor : FLOORS) {
            for (String room : floor) {
                house = house.layer(room).definedBy(room(room))
                        .whereLayer(room).mayOnlyAccessLayers(below.toArray(String[]::new));
            }
            below.addAll(floor);
        }
        return house;
    }

    private static String room(String name) {
        return RUNTIME + "." + name + "..";
    }

    /** Nothing of {@code runtime} in what a user can see of a type: its supertypes and its public and protected members. */
    private static ArchCondition<JavaClass> mentionNothingBehindTheDoor() {
        return new ArchCondition<>("mention no type of " + RUNTIME + " in their signatures") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                Stream.concat(supertypes(type), type.getMembers().stream().filter(ArchitectureTest::isVisible)
                        .flatMap(ArchitectureTest::mentioned))
                        .filter(mentioned -> mentioned.getPackageName().startsWith(RUNTIME)).distinct()
                        .forEach(hidden -> events.add(SimpleConditionEvent.violated(type,
                                type.getName() + " shows " + hidden.getName())));
            }
        };
    }

    private static Stream<JavaClass> supertypes(JavaClass type) {
        return Stream.concat(type.getRawInterfaces().stream(), type.getRawSuperclass().stream());
    }

    private static boolean isVisible(JavaMember member) {
        Set<JavaModifier> modifiers = member.getModifiers();
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }

    private static Stream<JavaClass> mentioned(JavaMember member) {
        if (member instanceof JavaCodeUnit code) {
            return Stream.concat(code.getAllInvolvedRawTypes().stream(), code.getExceptionTypes().stream()
                    .map(type -> type.toErasure()));
        }
        return member.getAllInvolvedRawTypes().stream().collect(Collectors.toSet()).stream();
    }
}
