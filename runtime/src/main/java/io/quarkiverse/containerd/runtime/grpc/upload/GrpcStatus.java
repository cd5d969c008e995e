package io.quarkiverse.containerd.runtime.grpc.upload;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

import io.grpc.Status;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;

/** How a call ended, by the rules of "gRPC over HTTP2". */
final class GrpcStatus {

    private GrpcStatus() {
    }

    /** By the trailers. */
    static Status ofTrailers(Http2Headers trailers) {
        CharSequence code = trailers.get("grpc-status");
        if (code == null) {
            return Status.UNKNOWN.withDescription("the answer is not one of gRPC: HTTP status " + trailers.status());
        }
        CharSequence message = trailers.get("grpc-message");
        Status status = Status.fromCodeValue(number(code));
        return message == null ? status : status.withDescription(decode(message));
    }

    private static int number(CharSequence code) {
        try {
            return Integer.parseInt(code.toString());
        } catch (NumberFormatException e) {
            return Status.Code.UNKNOWN.value();
        }
    }

    /** By the code with which the stream was broken off. */
    static Status ofReset(long error) {
        Http2Error known = Optional.ofNullable(Http2Error.valueOf(error)).orElse(Http2Error.INTERNAL_ERROR);
        Status status = switch (known) {
            case REFUSED_STREAM -> Status.UNAVAILABLE;
            case CANCEL -> Status.CANCELLED;
            case ENHANCE_YOUR_CALM -> Status.RESOURCE_EXHAUSTED;
            case INADEQUATE_SECURITY -> Status.PERMISSION_DENIED;
            default -> Status.INTERNAL;
        };
        return status.withDescription("containerd broke the stream off: " + known);
    }

    /** Undoes the percent-encoding of the UTF-8 bytes; what is no encoded byte stays as it is. */
    static String decode(CharSequence message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(message.length());
        for (int i = 0; i < message.length(); i++) {
            char character = message.charAt(i);
            int encoded = character == '%' && i + 2 < message.length()
                    ? hex(message.charAt(i + 1)) << 4 | hex(message.charAt(i + 2))
                    : -1;
            if (encoded >= 0) {
                bytes.write(encoded);
                i += 2;
            } else {
                bytes.write(character);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** The digit's value; -1 if it is none. */
    private static int hex(char digit) {
        return digit < 128 ? Character.digit(digit, 16) : -1;
    }
}
