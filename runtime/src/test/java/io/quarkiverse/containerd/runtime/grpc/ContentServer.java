package io.quarkiverse.containerd.runtime.grpc;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
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
final class ContentServer extends ContentGrpc.ContentImplBase implements ServerInterceptor, AutoCloseable {

    static final int WINDOW = 65535;

    private final EventLoopGroup events = new NioEventLoopGroup(1);
    private final Path directory = Files.createTempDirectory("h2");
    private final List<WriteContentRequest> requests = Collections.synchronizedList(new ArrayList<>());
    private final int endsAfter;
    private final Status end;
    private final Server server;
    private volatile Metadata headers;

    /**
     * @param window bytes that may be on their way to the server at a time
     * @param endsAfter messages after which the stream ends
     * @param end how it ends then
     */
    ContentServer(int window, int endsAfter, Status end) throws IOException {
        this.endsAfter = endsAfter;
        this.end = end;
        this.server = NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(socket()))
                .channelType(NioServerDomainSocketChannel.class).bossEventLoopGroup(events).workerEventLoopGroup(events)
                .flowControlWindow(window)
                .addService(ServerInterceptors.intercept(this, this)).build().start();
    }

    Path socket() {
        return directory.resolve("s");
    }

    List<WriteContentRequest> requests() {
        return List.copyOf(requests);
    }

    byte[] data() {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        requests().forEach(request -> data.writeBytes(request.getData().toByteArray()));
        return data.toByteArray();
    }

    String header(String name) {
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
                    if (end.isOk()) {
                        answers.onCompleted();
                    } else {
                        answers.onError(end.asException());
                    }
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

    @Override
    public void close() throws Exception {
        server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        events.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        Files.deleteIfExists(socket());
        Files.delete(directory);
    }
}
