package io.quarkiverse.containerd.runtime.grpc.upload;

import static io.quarkiverse.containerd.runtime.grpc.upload.ScriptedServer.block;
import static io.quarkiverse.containerd.runtime.grpc.upload.ScriptedServer.frame;
import static io.quarkiverse.containerd.runtime.grpc.upload.ScriptedServer.ints;
import static io.quarkiverse.containerd.runtime.grpc.upload.ScriptedServer.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.grpc.Status;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Headers;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.WriteAction;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.WriteContentRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.WriteContentResponse;
import io.quarkiverse.containerd.runtime.grpc.upload.ScriptedServer.Step;
import io.quarkiverse.containerd.runtime.grpc.upload.ScriptedServer.Then;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class WriteStreamTest {

    private static final Duration STALL = Duration.ofSeconds(20);
    private static final Status OK = Status.OK;
    private static final byte[] SETTINGS = frame(Http2FrameTypes.SETTINGS, 0, 0, new byte[0]);
    private static final Http2Headers TRAILERS = new DefaultHttp2Headers().status("200")
            .add("content-type", "application/grpc").add("grpc-status", "6").add("grpc-message", "it%20is%20there");

    @Property(tries = 20)
    void everyByteArrivesThroughAWindowThatGrows(
            @ForAll @IntRange(min = ContentServer.WINDOW, max = 300_000) int window,
            @ForAll @Size(min = 1, max = 6) List<@IntRange(max = 300_000) Integer> sizes, @ForAll Random random)
            throws Exception {
        try (ContentServer server = new ContentServer(window, Integer.MAX_VALUE, OK);
                WriteStream stream = WriteStream.open(route(server.socket()))) {
            everyByteArrives(server, stream, sizes, random);
        }
    }

    /**
     * The server's window is told by an earlier call: gRPC's server forgets to open a window again that it made smaller after
     * all that was under way had come.
     */
    @Property(tries = 20)
    void everyByteArrivesThroughASmallWindow(@ForAll @IntRange(min = 1000, max = ContentServer.WINDOW) int window,
            @ForAll @Size(min = 1, max = 6) List<@IntRange(max = 300_000) Integer> sizes, @ForAll Random random)
            throws Exception {
        try (ContentServer server = new ContentServer(window, Integer.MAX_VALUE, OK)) {
            UploadRoute route = route(server.socket());
            WriteStream earlier = WriteStream.open(route);
            try (WriteStream other = WriteStream.open(route)) {
                earlier.finish();
                earlier.close();
                try (WriteStream stream = WriteStream.open(route)) {
                    everyByteArrives(server, stream, sizes, random);
                }
            }
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    private static void everyByteArrives(ContentServer server, WriteStream stream, List<Integer> sizes, Random random) {
        int total = 0;
        ByteBuffer all = ByteBuffer.allocate(sizes.stream().mapToInt(size -> size).sum());
        for (int size : sizes) {
            ByteBuffer data = ByteBuffer.allocateDirect(size);
            byte[] bytes = new byte[size];
            random.nextBytes(bytes);
            all.put(bytes);
            stream.send(WriteContentRequest.newBuilder().setAction(WriteAction.WRITE).setRef("r").setOffset(total)
                    .putLabels("a", "b").build(), data.put(bytes).flip());
            total += size;
        }
        assertThat(stream.awaitAnswers().getOffset()).isEqualTo(total);
        assertThat(stream.finish().getAction()).isEqualTo(WriteAction.WRITE);
        assertThat(server.data()).isEqualTo(all.array());
        assertThat(server.requests()).hasSameSizeAs(sizes).allSatisfy(request -> {
            assertThat(request.getRef()).isEqualTo("r");
            assertThat(request.getLabelsMap()).isEqualTo(Map.of("a", "b"));
        });
        assertThat(server.header("containerd-namespace")).isEqualTo("here");
    }

    @Property(tries = 20)
    void theServersStatusArrivesInTheMidstOfWriting(@ForAll @IntRange(min = 1, max = 16) int code, @ForAll String words,
            @ForAll @IntRange(max = 3) int after) throws Exception {
        Status end = Status.fromCodeValue(code).withDescription(words);
        try (ContentServer server = new ContentServer(ContentServer.WINDOW, after, end);
                WriteStream stream = WriteStream.open(route(server.socket()))) {
            ContainerdException failure = catchThrowableOfType(ContainerdException.class, () -> writeForEver(stream));
            assertThat(failure.code()).isEqualTo(end.getCode());
            assertThat(failure.description()).isEqualTo(new String(words.getBytes(StandardCharsets.UTF_8),
                    StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @CsvSource({ "0,INTERNAL", "7,UNAVAILABLE", "8,CANCELLED", "11,RESOURCE_EXHAUSTED", "12,PERMISSION_DENIED",
            "99,INTERNAL", "-1,INTERNAL" })
    void aStreamThatIsBrokenOffFails(int error, Status.Code code) throws Exception {
        assertThat(failureAfter(Then.READ, SETTINGS, frame(Http2FrameTypes.RST_STREAM, 0, 1, ints(error))).code())
                .isEqualTo(code);
    }

    @Test
    void aServerThatGoesAwayBeforeTheStreamIsUnavailable() throws Exception {
        ContainerdException failure = failureAfter(Then.READ, SETTINGS,
                frame(Http2FrameTypes.GO_AWAY, 0, 0, join(ints(0, 11), "too_many_pings".getBytes())));
        assertThat(failure.code()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(failure.description()).contains("error 11").contains("too_many_pings");
    }

    @Test
    void aServerThatGoesAwayFinishesTheStream() throws Exception {
        assertThat(failureAfter(Then.READ, SETTINGS, frame(Http2FrameTypes.GO_AWAY, 0, 0, ints(1, 0)),
                frame(Http2FrameTypes.HEADERS, Http2Flags.END_HEADERS | Http2Flags.END_STREAM, 1, block(TRAILERS))).code())
                .isEqualTo(Status.Code.ALREADY_EXISTS);
    }

    @Test
    void aConnectionThatIsClosedIsUnavailable() throws Exception {
        assertThat(failureAfter(Then.CLOSE, SETTINGS).code()).isEqualTo(Status.Code.UNAVAILABLE);
    }

    @ParameterizedTest
    @EnumSource(names = { "CLOSE", "CLOSE_UNREAD" })
    void whoClosesTheConnectionIsHeardOut(Then then) throws Exception {
        assertThat(failureAfter(then, SETTINGS,
                frame(Http2FrameTypes.HEADERS, Http2Flags.END_HEADERS | Http2Flags.END_STREAM, 1, block(TRAILERS))).code())
                .isEqualTo(Status.Code.ALREADY_EXISTS);
    }

    @Test
    void trailersMayComeInPiecesWithPaddingAndPriority() throws Exception {
        byte[] trailers = block(TRAILERS);
        byte[] start = join(new byte[] { 7 }, ints(0), new byte[] { 1 }, Arrays.copyOf(trailers, 5), new byte[7]);
        ContainerdException failure = failureAfter(Then.READ, SETTINGS,
                frame(Http2FrameTypes.HEADERS, Http2Flags.PADDED | Http2Flags.PRIORITY | Http2Flags.END_STREAM, 1, start),
                frame(Http2FrameTypes.CONTINUATION, 0, 1, Arrays.copyOfRange(trailers, 5, 9)),
                frame(Http2FrameTypes.CONTINUATION, Http2Flags.END_HEADERS, 1,
                        Arrays.copyOfRange(trailers, 9, trailers.length)));
        assertThat(failure.code()).isEqualTo(Status.Code.ALREADY_EXISTS);
        assertThat(failure.description()).isEqualTo("it is there");
    }

    @Test
    void theStreamGoesOnUntilTheTrailersAreThere() throws Exception {
        byte[] trailers = block(TRAILERS);
        int window = 65535;
        try (ScriptedServer server = new ScriptedServer(Then.READ, new Step(window, SETTINGS,
                frame(Http2FrameTypes.HEADERS, Http2Flags.END_STREAM, 1, Arrays.copyOf(trailers, 5)),
                frame(Http2FrameTypes.WINDOW_UPDATE, 0, 0, ints(window)),
                frame(Http2FrameTypes.WINDOW_UPDATE, 0, 1, ints(window))),
                new Step(2 * window, frame(Http2FrameTypes.CONTINUATION, Http2Flags.END_HEADERS, 1,
                        Arrays.copyOfRange(trailers, 5, trailers.length))));
                WriteStream stream = WriteStream.open(route(server.socket()))) {
            assertThat(catchThrowableOfType(ContainerdException.class, () -> writeForEver(stream)).code())
                    .isEqualTo(Status.Code.ALREADY_EXISTS);
        }
    }

    @Test
    void answersMayComeInPiecesWithPadding() throws Exception {
        byte[] message = WriteContentResponse.newBuilder().setOffset(17).setDigest("a digest").build().toByteArray();
        byte[] answer = join(new byte[1], ints(message.length), message);
        try (ScriptedServer server = new ScriptedServer(Then.READ, SETTINGS,
                frame(Http2FrameTypes.DATA, 0, 1, Arrays.copyOf(answer, 3)),
                frame(Http2FrameTypes.DATA, Http2Flags.PADDED, 1,
                        join(new byte[] { 2 }, Arrays.copyOfRange(answer, 3, answer.length), new byte[2])));
                WriteStream stream = WriteStream.open(route(server.socket()))) {
            stream.send(WriteContentRequest.getDefaultInstance(), ByteBuffer.allocate(0));
            assertThat(stream.awaitAnswers().getOffset()).isEqualTo(17);
        }
    }

    @Test
    void aServerMayEndTheCallWellBeforeAllHasBeenSent() throws Exception {
        byte[] message = WriteContentResponse.newBuilder().setAction(WriteAction.COMMIT).setOffset(17).build().toByteArray();
        Http2Headers well = new DefaultHttp2Headers().status("200").add("content-type", "application/grpc")
                .add("grpc-status", "0");
        try (ScriptedServer server = new ScriptedServer(Then.READ, SETTINGS,
                frame(Http2FrameTypes.DATA, 0, 1, join(new byte[1], ints(message.length), message)),
                frame(Http2FrameTypes.HEADERS, Http2Flags.END_HEADERS | Http2Flags.END_STREAM, 1, block(well)));
                WriteStream stream = WriteStream.open(route(server.socket()))) {
            int moreThanTheWindow = 100_000;
            stream.send(WriteContentRequest.newBuilder().setAction(WriteAction.COMMIT).build(),
                    ByteBuffer.allocate(moreThanTheWindow));
            assertThat(stream.finish().getAction()).isEqualTo(WriteAction.COMMIT);
        }
    }

    @Test
    void whatIsNotGrpcIsToldFromIt() throws Exception {
        ContainerdException failure = failureAfter(Then.READ, SETTINGS,
                frame(Http2FrameTypes.HEADERS, Http2Flags.END_HEADERS | Http2Flags.END_STREAM, 1,
                        block(new DefaultHttp2Headers().status("404"))));
        assertThat(failure.code()).isEqualTo(Status.Code.UNKNOWN);
        assertThat(failure.description()).endsWith("HTTP status 404");
    }

    @Property(tries = 40)
    void garbageIsAnErrorOfTheCall(@ForAll @Size(min = 1, max = 200) byte[] garbage) throws Exception {
        assertThat(failureAfter(Then.CLOSE, SETTINGS, garbage)).isNotNull();
    }

    @Property(tries = 40)
    void malformedFramesAreErrorsOfTheCall(@ForAll @IntRange(max = 9) int type, @ForAll byte flags,
            @ForAll @Size(max = 40) byte[] payload) throws Exception {
        assertThat(failureAfter(Then.CLOSE, SETTINGS, frame(type, flags, 1, payload))).isNotNull();
    }

    @Test
    void anAnswerOfAnySizeIsNotKept() throws Exception {
        ContainerdException failure = failureAfter(Then.READ, SETTINGS,
                frame(Http2FrameTypes.DATA, 0, 1, join(new byte[1], ints(Integer.MAX_VALUE))));
        assertThat(failure.description()).isEqualTo("a message of 2147483647 bytes came");
    }

    @Test
    void aServerThatSaysNothingExceedsTheDeadline() throws Exception {
        try (ScriptedServer server = new ScriptedServer(Then.READ, SETTINGS);
                WriteStream stream = WriteStream
                        .open(new UploadRoute(new UploadConnections(server.socket(), Duration.ofMillis(100)), Map.of()))) {
            ContainerdException failure = catchThrowableOfType(ContainerdException.class, () -> writeForEver(stream));
            assertThat(failure.code()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
            assertThat(failure.description()).isEqualTo("no progress for PT0.1S");
        }
    }

    @Test
    void anInterruptEndsTheWaitForTheServer() throws Exception {
        try (ScriptedServer server = new ScriptedServer(Then.READ, SETTINGS);
                WriteStream stream = WriteStream.open(route(server.socket()))) {
            AtomicReference<ContainerdException> failure = new AtomicReference<>();
            AtomicReference<Boolean> interrupted = new AtomicReference<>();
            Thread writer = new Thread(() -> {
                failure.set(catchThrowableOfType(ContainerdException.class, () -> writeForEver(stream)));
                interrupted.set(Thread.currentThread().isInterrupted());
            });
            writer.start();
            writer.interrupt();
            writer.join(10_000);
            assertThat(failure.get().code()).isEqualTo(Status.Code.CANCELLED);
            assertThat(interrupted.get()).isTrue();
        }
    }

    @Test
    void aSocketWhereNobodyListensIsNamed() {
        ContainerdException failure = catchThrowableOfType(ContainerdException.class,
                () -> WriteStream.open(route(Path.of("/nowhere/containerd.sock"))));
        assertThat(failure.code()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(failure.description()).startsWith("cannot connect to /nowhere/containerd.sock: ");
    }

    private static ContainerdException failureAfter(Then then, byte[]... frames) throws Exception {
        try (ScriptedServer server = new ScriptedServer(then, frames)) {
            return catchThrowableOfType(ContainerdException.class, () -> {
                try (WriteStream stream = WriteStream.open(route(server.socket()))) {
                    writeForEver(stream);
                }
            });
        }
    }

    private static void writeForEver(WriteStream stream) {
        while (true) {
            stream.send(WriteContentRequest.newBuilder().setAction(WriteAction.WRITE).build(), ByteBuffer.allocate(100_000));
        }
    }

    private static UploadRoute route(Path socket) {
        return new UploadRoute(new UploadConnections(socket, STALL), Map.of("containerd-namespace", "here"));
    }
}
