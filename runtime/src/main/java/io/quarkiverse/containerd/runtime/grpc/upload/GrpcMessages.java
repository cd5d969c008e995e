package io.quarkiverse.containerd.runtime.grpc.upload;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Puts the messages of a gRPC response together ("gRPC over HTTP2", Length-Prefixed-Message). */
final class GrpcMessages implements Http2Connection.Body {

    /** containerd's own limit. */
    static final int MAX_MESSAGE_SIZE = 16 << 20;

    /** A byte that tells of compression, and the length of the message. */
    static final int PREFIX = 1 + Integer.BYTES;

    /** Gets one message after the other. */
    @FunctionalInterface
    interface Receiver {

        /** @throws IOException if the message is malformed */
        void accept(ByteBuffer message) throws IOException;
    }

    private final Receiver receiver;
    private ByteBuffer unread = ByteBuffer.allocate(1024).limit(0);

    GrpcMessages(Receiver receiver) {
        this.receiver = receiver;
    }

    @Override
    public void accept(ByteBuffer bytes) throws IOException {
        append(bytes);
        while (unread.remaining() >= PREFIX) {
            int length = length();
            if (unread.remaining() < PREFIX + length) {
                return;
            }
            ByteBuffer message = unread.slice(unread.position() + PREFIX, length);
            unread.position(unread.position() + PREFIX + length);
            receiver.accept(message);
        }
    }

    private void append(ByteBuffer bytes) {
        ByteBuffer target = unread.compact();
        if (target.remaining() < bytes.remaining()) {
            target = ByteBuffer.allocate(2 * (target.position() + bytes.remaining())).put(target.flip());
        }
        unread = target.put(bytes).flip();
    }

    private int length() throws IOException {
        if (unread.get(unread.position()) != 0) {
            throw new IOException("a compressed message came");
        }
        int length = unread.getInt(unread.position() + 1);
        if (length < 0 || length > MAX_MESSAGE_SIZE) {
            throw new IOException("a message of " + Integer.toUnsignedString(length) + " bytes came");
        }
        return length;
    }
}
