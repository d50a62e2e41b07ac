package io.tidewire.websocket.test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which package may know what. */
@AnalyzeClasses(packagesOf = ArchitectureTest.class, importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule framesAndHandshakesAreTheEngines = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty.handler.codec.http.websocketx..", "reactor.netty.http.websocket..");

    @ArchTest
    static final ArchRule kitNeedsNoTestFramework = noClasses()
            .that()
            .resideInAPackage("io.tidewire.websocket.test")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.junit..", "org.springframework.boot..", "org.springframework.test..");

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching("io.tidewire.(**)").should().beFreeOfCycles();
}
