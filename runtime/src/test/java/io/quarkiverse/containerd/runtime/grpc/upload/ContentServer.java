package io.quarkiverse.containerd.runtime.grpc.upload;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.grpc.Attributes;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.ContentGrpc;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.WriteContentRequest;
import io.quarkiverse.containerd.runtime.grpc.stubs.content.WriteContentResponse;

/** gRPC's own server, which takes what is written, and ends the stream with a status after some messages. */
public final class ContentServer extends ContentGrpc.ContentImplBase implements ServerInterceptor, AutoCloseable {

    public static final int WINDOW = 65535;

    private final EventLoopGroup events = new NioEventLoopGroup(1);
    private final Path directory = Files.createTempDirectory("h2");
    private final List<WriteContentRequest> requests = Collections.synchronizedList(new ArrayList<>());
    private final int endsAfter;
    private final Status end;
    private final Server server;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger openConnections = new AtomicInteger();
    private volatile Metadata headers;

    /** A server that takes everything. */
    public ContentServer() throws IOException {
        this(WINDOW, Integer.MAX_VALUE, Status.OK);
    }

    /**
     * @param window bytes that may be on their way to the server at a time
     * @param endsAfter messages after which the stream ends
     * @param end how it ends then
     */
    public ContentServer(int window, int endsAfter, Status end) throws IOException {
        this(window, endsAfter, end, Duration.ofDays(1));
    }

    /** @param idle after what time a connection without a call is closed */
    public ContentServer(int window, int endsAfter, Status end, Duration idle) throws IOException {
        this.endsAfter = endsAfter;
        this.end = end;
        this.server = NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(socket()))
                .channelType(NioServerDomainSocketChannel.class).bossEventLoopGroup(events).workerEventLoopGroup(events)
                .addTransportFilter(new Counter()).maxConnectionIdle(idle.toMillis(), TimeUnit.MILLISECONDS)
                .flowControlWindow(window).maxInboundMessageSize(GrpcMessages.MAX_MESSAGE_SIZE)
                .addService(ServerInterceptors.intercept(this, this)).build().start();
    }

    public Path socket() {
        return directory.resolve("s");
    }

    /** How many connections there were until now. */
    public int connections() {
        return connections.get();
    }

    /** How many connections there are. */
    public int openConnections() {
        return openConnections.get();
    }

    public List<WriteContentRequest> requests() {
        return List.copyOf(requests);
    }

    public byte[] data() {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        requests().forEach(request -> data.writeBytes(request.getData().toByteArray()));
        return data.toByteArray();
    }

    public String header(String name) {
        return headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata received,
            ServerCallHandler<Q, A> next) {
        headers = received;
        return next.startCall(call, received);
    }

    @Override
    public StreamObserver<WriteContentRequest> write(StreamObserver<WriteContentResponse> answers) {
        return new StreamObserver<>() {

            private long offset;
            private boolean ended;

            @Override
            public void onNext(WriteContentRequest request) {
                if (ended) {
                    return;
                }
                requests.add(request);
                offset += request.getData().size();
                if (requests.size() > endsAfter) {
                    ended = true;
                    answers.onError(end.asException());
                } else {
                    answers.onNext(WriteContentResponse.newBuilder().setAction(request.getAction()).setOffset(offset).build());
                }
            }

            @Override
            public void onError(Throwable broken) {
                ended = true;
            }

            @Override
            public void onCompleted() {
                if (!ended) {
                    answers.onCompleted();
                }
            }
        };
    }

    private final class Counter extends ServerTransportFilter {

        @Override
        public Attributes transportReady(Attributes attributes) {
            connections.incrementAndGet();
            openConnections.incrementAndGet();
            return attributes;
        }

        @Override
        public void transportTerminated(Attributes attributes) {
            openConnections.decrementAndGet();
        }
    }

    @Override
    public void close() throws Exception {
        server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        events.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        Files.deleteIfExists(socket());
        Files.delete(directory);
    }
}
