package io.quarkiverse.containerd.deployment.pods;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;

/**
 * Fields of messages of the Container Runtime Interface that the daemon does not use, and the kubelet does: their numbers are
 * those of its {@code api.proto}.
 */
final class Fields {

    private final UnknownFieldSet.Builder fields = UnknownFieldSet.newBuilder();

    /** Returns these fields and a number, or a value of an enumeration. */
    Fields number(int field, long value) {
        return put(field, UnknownFieldSet.Field.newBuilder().addVarint(value));
    }

    /** Returns these fields and a text. */
    Fields text(int field, String value) {
        return put(field, UnknownFieldSet.Field.newBuilder().addLengthDelimited(ByteString.copyFromUtf8(value)));
    }

    /** Returns these fields and another message. */
    Fields message(int field, Fields message) {
        return put(field, UnknownFieldSet.Field.newBuilder().addLengthDelimited(message.build().toByteString()));
    }

    private Fields put(int field, UnknownFieldSet.Field.Builder value) {
        fields.mergeField(field, value.build());
        return this;
    }

    UnknownFieldSet build() {
        return fields.build();
    }
}
