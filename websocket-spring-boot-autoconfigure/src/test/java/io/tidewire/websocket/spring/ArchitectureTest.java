package io.tidewire.websocket.spring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which package may know what. Rules about packages that hold nothing yet pass. */
@AnalyzeClasses(
        packages = {"io.tidewire.websocket.spring", "io.tidewire.websocket.autoconfigure"},
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule channelsStayInTheEngine = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty.channel..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule framesAndHandshakesAreTheEngines = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty.handler.codec.http.websocketx..", "reactor.netty.http.websocket..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule programmingModelKnowsNoAutoConfiguration = noClasses()
            .that()
            .resideInAPackage("io.tidewire.websocket.spring..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.tidewire.websocket.autoconfigure..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching("io.tidewire.(**)").should().beFreeOfCycles().allowEmptyShould(true);
}
