package io.quarkiverse.containerd.deployment;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Processors are nobody's business but the build's. */
@AnalyzeClasses(packages = "io.quarkiverse.containerd.deployment", importOptions = ImportOption.DoNotIncludeTests.class)
class DeploymentArchitectureTest {

    @ArchTest
    static final ArchRule processors_are_package_private = classes().that().haveSimpleNameEndingWith("Processor")
            .should().bePackagePrivate();

    @ArchTest
    static final ArchRule no_circles = slices().matching("io.quarkiverse.containerd.(**)").should()
            .beFreeOfCycles();
}
