package io.quarkiverse.containerd.runtime.host.process;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.quarkiverse.containerd.runtime.text.BoundedText;

/** Asks processes by HTTP. Its client is made when it is needed first, and not while a native executable is built. */
final class HttpProbe {

    private static final int LONGEST_REASON = 300;

    private HttpClient client;

    private synchronized HttpClient client() {
        if (client == null) {
            client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        }
        return client;
    }

    /** Returns why a URL is not answered, whole and in time, with a status from 200 to 399; empty if it is. */
    Optional<String> problem(URI url, Duration timeout) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url).timeout(timeout).build();
        CompletableFuture<HttpResponse<Void>> answer = client().sendAsync(request, BodyHandlers.discarding());
        try {
            int status = answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS).statusCode();
            return status >= 200 && status < 400 ? Optional.empty() : Optional.of(url + " answers with status " + status);
        } catch (TimeoutException e) {
            return Optional.of(url + " did not answer within " + timeout.toMillis() + " ms");
        } catch (ExecutionException e) {
            return Optional.of(url + ": " + reason(e.getCause()));
        } finally {
            answer.cancel(true);
        }
    }

    /** Returns a short text for a failed connection. */
    static String reason(Throwable e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return BoundedText.line(message, LONGEST_REASON);
    }
}
