package io.quarkiverse.containerd.runtime.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.channels.ClosedChannelException;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;

import io.grpc.Status;
import io.quarkiverse.containerd.client.ContainerdException;

class CallsTest {

    @Test
    void aConnectionThatIsLostIsUnavailable() {
        assertThat(code(Status.UNKNOWN.withDescription("channel closed").withCause(new ClosedChannelException())))
                .isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(code(Status.UNAVAILABLE)).isEqualTo(Status.Code.UNAVAILABLE);
    }

    @Test
    void whatContainerdSaysStaysAsItIs() {
        assertThat(code(Status.UNKNOWN.withDescription("something is wrong"))).isEqualTo(Status.Code.UNKNOWN);
        assertThat(code(Status.NOT_FOUND)).isEqualTo(Status.Code.NOT_FOUND);
    }

    private static Status.Code code(Status status) {
        Supplier<String> failing = () -> {
            throw status.asRuntimeException();
        };
        return catchThrowableOfType(ContainerdException.class, () -> Calls.call("Content.List", failing)).code();
    }
}
