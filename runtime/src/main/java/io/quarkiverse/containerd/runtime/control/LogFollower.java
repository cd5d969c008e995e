package io.quarkiverse.containerd.runtime.control;

import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.quarkiverse.containerd.logs.LogEntry;
import io.quarkiverse.containerd.logs.LogSubscriber;
import io.quarkiverse.containerd.runtime.documents.LogDocuments;

/**
 * Writes entries of the journal to a connection, one document a line, each when the one before it has gone. One that reads too
 * slowly loses entries and is told so; whoever writes to the journal never waits for it.
 */
final class LogFollower implements LogSubscriber {

    private final LogDocuments selected;
    private final Channel channel;

    LogFollower(LogDocuments selected, Channel channel) {
        this.selected = selected;
        this.channel = channel;
    }

    @Override
    public void onEntry(LogEntry entry) {
        if (selected.matches(entry)) {
            write(LogDocuments.entry(entry));
        }
    }

    @Override
    public void onDropped(long count) {
        write(LogDocuments.dropped(count));
    }

    private void write(ObjectNode document) {
        ChannelFuture written = channel.writeAndFlush(new DefaultHttpContent(
                Unpooled.copiedBuffer(document + "\n", StandardCharsets.UTF_8))).awaitUninterruptibly();
        if (!written.isSuccess()) {
            channel.close();
        }
    }
}
