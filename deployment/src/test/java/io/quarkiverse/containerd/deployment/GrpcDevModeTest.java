package io.quarkiverse.containerd.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.LogRecord;

import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusDevModeTest;

/** In dev mode quarkus-grpc would start a server although there is no service. */
class GrpcDevModeTest {

    @RegisterExtension
    static final QuarkusDevModeTest APPLICATION = new QuarkusDevModeTest()
            .withApplicationRoot(archive -> archive.addAsResource(new StringAsset("""
                    quarkus.containerd.enabled=false
                    quarkus.containerd.devservices.enabled=false
                    """), "application.properties"))
            .setLogRecordPredicate(record -> record.getLoggerName().startsWith("io.quarkus.grpc"));

    @Test
    void noGrpcServerIsStarted() {
        assertThat(APPLICATION.getLogRecords()).extracting(LogRecord::getMessage)
                .noneMatch(message -> message.contains("gRPC Server started") || message.contains("gRPC server"));
    }
}
