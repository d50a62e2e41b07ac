package io.tidewire.websocket;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which package may know what. Rules about packages that hold nothing yet pass. */
@AnalyzeClasses(packagesOf = ArchitectureTest.class, importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "io.tidewire.websocket";

    @ArchTest
    static final ArchRule protocolPackagesDoNoIo = classes()
            .that()
            .resideInAnyPackage(ROOT + ".protocol..", ROOT + ".handshake..", ROOT + ".deflate..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.jspecify..",
                    "io.netty.buffer..",
                    ROOT,
                    ROOT + ".protocol..",
                    ROOT + ".handshake..",
                    ROOT + ".deflate..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule onlyTransportsKnowChannels = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + ".netty..", ROOT + ".reactornetty..", ROOT + ".client..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty.channel..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule onlyOnePackageKnowsReactorNetty = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + ".reactornetty..", ROOT + ".client..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("reactor.netty..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule framesAndHandshakesAreOurs = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty.handler.codec.http.websocketx..", "reactor.netty.http.websocket..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule engineKnowsNoSpring = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule apiDependsOnNoSubpackage = noClasses()
            .that()
            .resideInAPackage(ROOT)
            .should()
            .dependOnClassesThat(resideInAPackage(ROOT + "..").and(not(resideInAPackage(ROOT))))
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching("io.tidewire.(**)").should().beFreeOfCycles().allowEmptyShould(true);
}
