package io.quarkiverse.containerd.runtime.grpc.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.grpc.Status;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.WriteContentRequest;

class UploadConnectionsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int LARGE = 300_000;

    @Test
    void aConnectionIsUsedAgainWhileAnyUploadIsUnderWay() throws Exception {
        try (ContentServer server = new ContentServer()) {
            UploadRoute route = route(server.socket());
            try (WriteStream underWay = WriteStream.open(route)) {
                for (int size : new int[] { 10, LARGE, 0, LARGE }) {
                    upload(route, size);
                }
                assertThat(server.connections()).isEqualTo(2);
                send(underWay, LARGE);
                underWay.finish();
            }
            assertThat(server.data()).hasSize(3 * LARGE + 10);
            await().atMost(PATIENCE).until(() -> server.openConnections() == 0);
        }
    }

    @Test
    void aConnectionIsNotKeptWhenNoUploadIsUnderWay() throws Exception {
        try (ContentServer server = new ContentServer()) {
            UploadRoute route = route(server.socket());
            upload(route, 10);
            upload(route, 10);
            assertThat(server.connections()).isEqualTo(2);
            await().atMost(PATIENCE).until(() -> server.openConnections() == 0);
        }
    }

    @Test
    void theConnectionOfAnUploadThatWasBrokenOffIsNotUsedAgain() throws Exception {
        try (ContentServer server = new ContentServer()) {
            UploadRoute route = route(server.socket());
            try (WriteStream underWay = WriteStream.open(route)) {
                send(underWay, 10);
                try (WriteStream brokenOff = WriteStream.open(route)) {
                    send(brokenOff, LARGE);
                }
                upload(route, 10);
                assertThat(server.connections()).isEqualTo(3);
            }
        }
    }

    @Test
    void theConnectionOfAnUploadThatFailedIsNotUsedAgain() throws Exception {
        try (ContentServer server = new ContentServer(ContentServer.WINDOW, 1, Status.ALREADY_EXISTS)) {
            UploadRoute route = route(server.socket());
            try (WriteStream underWay = WriteStream.open(route)) {
                send(underWay, 10);
                assertThat(underWay.awaitAnswers().getOffset()).isEqualTo(10);
                for (int i = 0; i < 2; i++) {
                    assertThatThrownBy(() -> upload(route, 10)).isInstanceOfSatisfying(ContainerdException.class,
                            failure -> assertThat(failure.code()).isEqualTo(Status.Code.ALREADY_EXISTS));
                }
            }
            await().atMost(PATIENCE).until(() -> server.openConnections() == 0);
        }
    }

    @Test
    void aConnectionThatWasClosedMeanwhileIsNotUsedAgain() throws Exception {
        try (ContentServer server = new ContentServer(ContentServer.WINDOW, Integer.MAX_VALUE, Status.OK,
                Duration.ofMillis(50))) {
            UploadRoute route = route(server.socket());
            try (WriteStream underWay = WriteStream.open(route)) {
                send(underWay, 10);
                upload(route, 10);
                await().atMost(PATIENCE).until(() -> server.openConnections() == 1);
                upload(route, 10);
                assertThat(server.connections()).isEqualTo(3);
            }
        }
    }

    @Test
    void anUploadThatCouldNotConnectIsNotUnderWay() throws Exception {
        try (ContentServer server = new ContentServer()) {
            UploadRoute route = route(server.socket());
            Path elsewhere = server.socket().resolveSibling("elsewhere");
            Files.move(server.socket(), elsewhere);
            assertThatThrownBy(() -> upload(route, 10)).hasMessageContaining("cannot connect to " + server.socket());
            Files.move(elsewhere, server.socket());
            upload(route, 10);
            await().atMost(PATIENCE).until(() -> server.openConnections() == 0);
        }
    }

    private static void upload(UploadRoute route, int size) {
        try (WriteStream stream = WriteStream.open(route)) {
            send(stream, size);
            assertThat(stream.finish().getOffset()).isEqualTo(size);
        }
    }

    private static void send(WriteStream stream, int size) {
        stream.send(WriteContentRequest.getDefaultInstance(), ByteBuffer.allocate(size));
    }

    private static UploadRoute route(Path socket) {
        return new UploadRoute(new UploadConnections(socket, PATIENCE), Map.of());
    }
}
