package io.quarkiverse.containerd.runtime.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.WriteAction;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.WriteContentRequest;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class WriteCallTest {

    private static final Duration STALL = Duration.ofSeconds(20);

    @TempDir
    Path temp;

    @Property(tries = 20)
    void everyByteArrivesThroughAnyWindow(@ForAll @IntRange(min = 1000, max = 300_000) int window,
            @ForAll @Size(min = 1, max = 6) List<@IntRange(max = 300_000) Integer> sizes, @ForAll Random random)
            throws Exception {
        try (ContentServer server = new ContentServer(window, Integer.MAX_VALUE, Status.OK);
                ContainerdConnection connection = new ContainerdConnection(server.socket());
                WriteCall call = new WriteCall(named(connection.channel()), STALL)) {
            int total = 0;
            ByteBuffer all = ByteBuffer.allocate(sizes.stream().mapToInt(size -> size).sum());
            for (int size : sizes) {
                byte[] bytes = new byte[size];
                random.nextBytes(bytes);
                all.put(bytes);
                call.send(WriteContentRequest.newBuilder().setAction(WriteAction.WRITE).setRef("r").setOffset(total)
                        .putLabels("a", "b"), ByteBuffer.wrap(bytes));
                total += size;
            }
            assertThat(call.awaitAnswers().getOffset()).isEqualTo(total);
            assertThat(call.finish().getAction()).isEqualTo(WriteAction.WRITE);
            assertThat(server.data()).isEqualTo(all.array());
            assertThat(server.requests()).hasSameSizeAs(sizes).allSatisfy(request -> {
                assertThat(request.getRef()).isEqualTo("r");
                assertThat(request.getLabelsMap()).isEqualTo(Map.of("a", "b"));
            });
            assertThat(server.header("containerd-namespace")).isEqualTo("here");
        }
    }

    private static Channel named(Channel channel) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("containerd-namespace", Metadata.ASCII_STRING_MARSHALLER), "here");
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    @Property(tries = 20)
    void theServersStatusArrivesInTheMidstOfWriting(@ForAll @IntRange(min = 1, max = 16) int code, @ForAll String words,
            @ForAll @IntRange(max = 3) int after) throws Exception {
        Status end = Status.fromCodeValue(code).withDescription(words);
        try (ContentServer server = new ContentServer(ContentServer.WINDOW, after, end);
                ContainerdConnection connection = new ContainerdConnection(server.socket());
                WriteCall call = new WriteCall(connection.channel(), STALL)) {
            ContainerdException failure = catchThrowableOfType(ContainerdException.class, () -> writeForEver(call));
            assertThat(failure.code()).isEqualTo(end.getCode());
            assertThat(failure.description()).isEqualTo(new String(words.getBytes(StandardCharsets.UTF_8),
                    StandardCharsets.UTF_8));
        }
    }

    @Test
    void aServerMayEndTheCallWellBeforeAllHasBeenSent() throws Exception {
        try (ContentServer server = new ContentServer(ContentServer.WINDOW, 2, Status.OK);
                ContainerdConnection connection = new ContainerdConnection(server.socket());
                WriteCall call = new WriteCall(connection.channel(), STALL)) {
            for (int i = 0; i < 10; i++) {
                call.send(WriteContentRequest.newBuilder().setAction(WriteAction.COMMIT), ByteBuffer.allocate(100));
            }
            assertThat(call.finish().getOffset()).isEqualTo(200);
            ContainerdException failure = catchThrowableOfType(ContainerdException.class, call::awaitAnswers);
            assertThat(failure.description()).isEqualTo("containerd ended the stream early");
        }
    }

    @Test
    void aServerThatSaysNothingExceedsTheDeadline() throws Exception {
        Path socket = temp.resolve("s");
        try (ServerSocketChannel silent = listen(socket);
                ContainerdConnection connection = new ContainerdConnection(socket);
                WriteCall call = new WriteCall(connection.channel(), Duration.ofMillis(100))) {
            ContainerdException failure = catchThrowableOfType(ContainerdException.class, () -> writeForEver(call));
            assertThat(failure.code()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
            assertThat(failure.description()).isEqualTo("no progress for PT0.1S");
        }
    }

    @Test
    void anInterruptEndsTheWaitForTheServer() throws Exception {
        Path socket = temp.resolve("s");
        try (ServerSocketChannel silent = listen(socket);
                ContainerdConnection connection = new ContainerdConnection(socket);
                WriteCall call = new WriteCall(connection.channel(), STALL)) {
            AtomicReference<ContainerdException> failure = new AtomicReference<>();
            AtomicBoolean interrupted = new AtomicBoolean();
            Thread writer = new Thread(() -> {
                failure.set(catchThrowableOfType(ContainerdException.class, () -> writeForEver(call)));
                interrupted.set(Thread.currentThread().isInterrupted());
            });
            writer.start();
            writer.interrupt();
            writer.join(60_000);
            assertThat(failure.get().code()).isEqualTo(Status.Code.CANCELLED);
            assertThat(interrupted).isTrue();
        }
    }

    @Test
    void aSocketWhereNobodyListensIsUnavailable() throws Exception {
        try (ContainerdConnection connection = new ContainerdConnection(temp.resolve("nowhere.sock"));
                WriteCall call = new WriteCall(connection.channel(), STALL)) {
            assertThat(catchThrowableOfType(ContainerdException.class, () -> writeForEver(call)).code())
                    .isEqualTo(Status.Code.UNAVAILABLE);
        }
    }

    private static ServerSocketChannel listen(Path socket) throws Exception {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
    }

    private static void writeForEver(WriteCall call) {
        while (true) {
            call.send(WriteContentRequest.newBuilder().setAction(WriteAction.WRITE), ByteBuffer.allocate(100_000));
        }
    }
}
