package io.quarkiverse.containerd.gettingstarted;

import static io.quarkus.devtools.codestarts.quarkus.QuarkusCodestartCatalog.Language.JAVA;

import java.io.IOException;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.devtools.testing.codestarts.QuarkusCodestartTest;

/** What Quarkus' tools generate for a new application with this extension is a node daemon that passes its tests. */
class CodestartIT {

    @RegisterExtension
    static final QuarkusCodestartTest CODESTART = QuarkusCodestartTest.builder().languages(JAVA)
            .setupStandaloneExtensionTest("io.quarkiverse.containerd:quarkus-containerd").build();

    @BeforeAll
    static void installTheExtension() throws IOException {
        LocalRepository.install();
    }

    @Test
    void generatesASupervisedBean() throws Throwable {
        CODESTART.checkGeneratedSource("org.acme.Heartbeat");
        CODESTART.assertThatGeneratedFile(JAVA, "src/main/resources/application.properties")
                .content().contains("quarkus.http.host=127.0.0.1");
        CODESTART.assertThatGeneratedFile(JAVA, "README.md").content().contains("the bean `Heartbeat`");
    }
}
