package org.acme;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.nio.file.Files;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkiverse.containerd.testing.ImageArchive;
import io.quarkiverse.containerd.testing.Pod;
import io.quarkiverse.containerd.testing.Pods;
import io.quarkus.test.junit.QuarkusTest;

/** The testing guide's test of a pod. */
@QuarkusTest
class WebPodTest {

    // tag::pod[]
    @Inject
    Pods pods;

    @Test
    void aPodServesItsPage() throws IOException {
        ImageArchive web = ImageArchive.of("localhost/web:1").busybox().file("www/index.html", "hello")
                .entrypoint("/bin/busybox", "httpd", "-f", "-p", "80", "-h", "/www");
        try (Pod pod = pods.run(web)) {
            pod.awaitPort(80);
            get("http://" + pod.address() + ":80").then().body(equalTo("hello"));

            Files.writeString(pod.file("/www/index.html"), "goodbye");
            assertThat(pod.exec("/bin/busybox", "cat", "/www/index.html").stdout()).isEqualTo("goodbye");
        }
    }
    // end::pod[]
}
