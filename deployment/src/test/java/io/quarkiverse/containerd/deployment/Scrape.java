package io.quarkiverse.containerd.deployment;

import static io.restassured.RestAssured.get;

import java.util.Map;
import java.util.stream.Collectors;

/** What {@code /q/metrics} answers, in Prometheus' text format: value by name and labels, as they are printed. */
record Scrape(Map<String, Double> samples) {

    static Scrape now() {
        return new Scrape(get("/q/metrics").then().statusCode(200).extract().asString().lines()
                .filter(line -> line.startsWith("containerd_"))
                .collect(Collectors.toMap(line -> line.substring(0, line.lastIndexOf(' ')),
                        line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)))));
    }

    /** NaN if there is no such sample. */
    double value(String sample) {
        return samples.getOrDefault(sample, Double.NaN);
    }
}
