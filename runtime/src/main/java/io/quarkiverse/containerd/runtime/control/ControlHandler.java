package io.quarkiverse.containerd.runtime.control;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

import org.jboss.logging.Logger;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.quarkiverse.containerd.logs.LogSubscription;
import io.quarkiverse.containerd.runtime.documents.LogDocuments;

/**
 * Serves the requests of one connection, one after the other, on threads that may wait. Comes after a
 * {@link FlowControlHandler}, which holds back requests that have arrived together.
 */
final class ControlHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final Logger LOG = Logger.getLogger(ControlHandler.class);
    private static final int FOLLOWED_ENTRIES = 1000;

    private final ControlRoutes routes;
    private final Executor threads;
    private final Semaphore followers;

    /**
     * @param threads refuses work when there is too much of it
     * @param followers one permit for each log that may be followed at a time
     */
    ControlHandler(ControlRoutes routes, Executor threads, Semaphore followers) {
        this.routes = routes;
        this.threads = threads;
        this.followers = followers;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        Request received = Request.of(request);
        // the next request is read when this one has been answered
        context.channel().config().setAutoRead(false);
        try {
            threads.execute(() -> serve(context, received));
        } catch (RejectedExecutionException e) {
            write(context, received, Reply.error(HttpResponseStatus.SERVICE_UNAVAILABLE, "Too many requests wait; try again."));
        }
    }

    /** What is kept of a request, whose buffer is released when it has been read. */
    private record Request(HttpMethod method, HttpVersion version, String path, Query query, boolean keepAlive,
            boolean wellFormed) {

        static Request of(FullHttpRequest request) {
            QueryStringDecoder uri = new QueryStringDecoder(request.uri(), StandardCharsets.UTF_8);
            boolean wellFormed = request.decoderResult().isSuccess();
            try {
                return new Request(request.method(), request.protocolVersion(), uri.path(), new Query(uri.parameters()),
                        HttpUtil.isKeepAlive(request), wellFormed);
            } catch (IllegalArgumentException e) {
                // an escape that is none
                return new Request(request.method(), request.protocolVersion(), "", new Query(Map.of()), false, false);
            }
        }
    }

    private void serve(ChannelHandlerContext context, Request request) {
        try {
            if (!request.wellFormed()) {
                write(context, request, Reply.badRequest("This is no request that can be read."));
                return;
            }
            Optional<LogDocuments> followed = routes.followed(request.method(), request.path(), request.query());
            if (followed.isPresent()) {
                follow(context, request, followed.get());
            } else {
                write(context, request, routes.answer(request.method(), request.path(), request.query()));
            }
        } catch (Query.MalformedException e) {
            write(context, request, Reply.badRequest(e.getMessage()));
        } catch (RuntimeException | Error e) {
            LOG.errorf(e, "The request %s %s could not be answered", request.method(), request.path());
            write(context, request,
                    Reply.error(HttpResponseStatus.INTERNAL_SERVER_ERROR, "The daemon's log says what failed."));
        }
    }

    private void follow(ChannelHandlerContext context, Request request, LogDocuments followed) {
        if (!followers.tryAcquire()) {
            write(context, request, Reply.error(HttpResponseStatus.SERVICE_UNAVAILABLE,
                    "As many logs are followed as can be at a time; try again when another has ended."));
            return;
        }
        context.channel().closeFuture().addListener(closed -> followers.release());
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/x-ndjson");
        if (request.version().equals(HttpVersion.HTTP_1_0)) {
            response.headers().set(HttpHeaderNames.CONNECTION, "close");
        } else {
            HttpUtil.setTransferEncodingChunked(response, true);
        }
        // who follows sends nothing more
        context.pipeline().remove(ReadTimeoutHandler.class);
        context.write(response);
        LogSubscription subscription = routes.journal().subscribe(followed.query(), FOLLOWED_ENTRIES,
                new LogFollower(followed, context.channel()));
        context.channel().closeFuture().addListener(closed -> subscription.close());
        // who sees the beginning of the answer misses nothing that is logged from then on
        context.flush();
        context.channel().config().setAutoRead(true);
    }

    private static void write(ChannelHandlerContext context, Request request, Reply reply) {
        byte[] body = (reply.body().toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, reply.status(),
                Unpooled.wrappedBuffer(body));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json; charset=utf-8")
                .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        HttpUtil.setKeepAlive(response, request.keepAlive());
        ChannelFuture written = context.writeAndFlush(response);
        written.addListener(request.keepAlive() ? done -> context.channel().config().setAutoRead(true)
                : ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof ReadTimeoutException)) {
            LOG.debugf(cause, "A connection to the control socket has failed");
        }
        context.close();
    }
}
