package io.quarkiverse.containerd.deployment;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import io.restassured.RestAssured;

/** Requests for the readiness check that come at once, each on a connection of its own, as a kubelet's do. */
final class HealthRequests {

    private static final int COUNT = 8;
    private static final int LIMIT_MILLIS = 60_000;

    private HealthRequests() {
    }

    /** Returns the first lines of all answers. */
    static List<String> inParallel() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(COUNT);
        try {
            CyclicBarrier start = new CyclicBarrier(COUNT);
            Callable<String> request = () -> {
                start.await();
                return request(RestAssured.port);
            };
            List<Future<String>> answers = threads.invokeAll(Stream.generate(() -> request).limit(COUNT).toList());
            return answers.stream().map(HealthRequests::get).toList();
        } finally {
            threads.shutdownNow();
        }
    }

    /** Asks again and again while something is done. @return the first lines of all answers */
    static List<String> during(int port, Runnable work) {
        CompletableFuture<Void> working = CompletableFuture.runAsync(work);
        List<String> answers = new ArrayList<>();
        do {
            answers.add(request(port));
        } while (!working.isDone());
        working.join();
        return answers;
    }

    private static String request(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(LIMIT_MILLIS);
            socket.getOutputStream().write("GET /q/health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            return String.valueOf(
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)).readLine());
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String get(Future<String> answer) {
        try {
            return answer.get();
        } catch (Exception e) {
            return e.getCause().toString();
        }
    }
}
