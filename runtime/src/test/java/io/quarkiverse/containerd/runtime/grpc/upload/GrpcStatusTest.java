package io.quarkiverse.containerd.runtime.grpc.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.grpc.Status;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class GrpcStatusTest {

    /** As containerd's side encodes: everything outside of printable ASCII, and the percent sign. */
    private static String encode(String message) {
        StringBuilder encoded = new StringBuilder();
        for (byte character : message.getBytes(StandardCharsets.UTF_8)) {
            encoded.append(character >= ' ' && character <= '~' && character != '%' ? String.valueOf((char) character)
                    : String.format("%%%02X", character & 0xff));
        }
        return encoded.toString();
    }

    @Property
    void messagesAreDecoded(@ForAll String message) {
        String valid = new String(message.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        assertThat(GrpcStatus.decode(encode(valid))).isEqualTo(valid);
    }

    @ParameterizedTest
    @CsvSource(value = { "100%|100%", "%4|%4", "%zz|%zz", "a%20b+c|a b+c", "%c3%a4|ä", "%%41|%A" }, delimiter = '|')
    void whatIsNoEncodedByteStays(String message, String decoded) {
        assertThat(GrpcStatus.decode(message)).isEqualTo(decoded);
    }

    @Test
    void aStatusThatIsNoNumberIsUnknown() {
        assertThat(GrpcStatus.ofTrailers(new DefaultHttp2Headers().add("grpc-status", "five")).getCode())
                .isEqualTo(Status.Code.UNKNOWN);
    }
}
