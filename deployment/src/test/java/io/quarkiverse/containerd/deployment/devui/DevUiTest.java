package io.quarkiverse.containerd.deployment.devui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import com.microsoft.playwright.JSHandle;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.FilePayload;

import io.quarkiverse.containerd.deployment.DevModePort;
import io.quarkiverse.containerd.deployment.pods.PodImages;
import io.quarkiverse.containerd.testing.DockerArchive;
import io.quarkiverse.containerd.testing.Image;
import io.quarkiverse.containerd.testing.Layer;
import io.quarkus.test.QuarkusDevModeTest;
import io.restassured.path.json.JsonPath;

/** The pages of the Dev UI in a browser, over a real containerd that is killed, filled and reloaded meanwhile. */
@ExtendWith(DevModePort.class)
class DevUiTest {

    private static final String MCP = "quarkus-containerd_";
    private static final double PATIENCE = 60_000;
    private static final String TOOLS = "localhost/tools:1";

    @TempDir
    static Path directory;

    @TempDir
    static Path archives;

    @RegisterExtension
    static final QuarkusDevModeTest APPLICATION = new QuarkusDevModeTest()
            .withApplicationRoot(jar -> jar.addClass(DevUiApplication.class)
                    .addAsResource(new StringAsset("""
                            quarkus.containerd.run-directory=%1$s/run
                            quarkus.containerd.root=%1$s/root
                            quarkus.containerd.state=%1$s/state
                            quarkus.containerd.opt.path=%1$s/opt
                            quarkus.containerd.preseed.directory=%1$s/preseed
                            quarkus.containerd.sandbox-image=%2$s
                            quarkus.containerd.cni.subnets=10.241.7.0/24
                            quarkus.containerd.cri.netns-mounts-under-state-dir=true
                            quarkus.containerd.runtimes.runc.root=%1$s/runc
                            quarkus.containerd.health.interval=1s
                            quarkus.containerd.supervisor.max-backoff=3s
                            quarkus.dev-ui.allow-extension-management=false
                            """.formatted(directory, PodImages.PAUSE)), "application.properties"));

    @Test
    void thePagesShowWhatContainerdIsAndDoes() throws IOException {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE);
        try (DevUi devUi = new DevUi()) {
            try {
                card(devUi);
                supervision(devUi);
                logs(devUi);
                footer(devUi);
                images(devUi);
                configuration(devUi);
                pods(devUi);
                devServices(devUi);
            } catch (AssertionError | RuntimeException e) {
                devUi.screenshotOfFailure();
                get("/no-pod");
                throw e;
            }
            assertThat(devUi.errors()).isEmpty();
            devMcp();
        } finally {
            endShims();
        }
    }

    /** Ends what is left of the pods, if the test has failed. */
    private static void endShims() {
        ProcessHandle.allProcesses().filter(process -> process.info().commandLine()
                .filter(line -> line.contains("containerd-shim") && line.contains(directory.toString())).isPresent())
                .forEach(ProcessHandle::destroyForcibly);
    }

    private static void card(DevUi devUi) {
        devUi.open("extensions");
        Locator card = devUi.find("qwc-containerd-card");
        assertThat(card).containsText("ready");
        assertThat(card.locator(".state b")).hasText(Pattern.compile("containerd \\d+\\.\\d+.*"));
        assertThat(card).containsText("0 images");
        assertThat(card.locator("a.guide")).hasAttribute("href", "https://docs.quarkiverse.io/quarkus-containerd/dev/");
        devUi.screenshot("card", devUi.find("qwc-extension:has(qwc-containerd-card)"));
        withText(card.locator("qwc-extension-link"), "Supervision").locator("a").click();
        assertThat(devUi.find("qwc-containerd-supervision")).isVisible();
    }

    private static void supervision(DevUi devUi) throws IOException {
        Locator containerd = devUi.find("tr[data-dn='root.containerd']");
        assertThat(containerd).containsText("HEALTHY");
        Page tab = devUi.openTwice();
        Locator inTab = tab.locator("tr[data-dn='root.containerd']");
        assertThat(inTab).containsText("HEALTHY");
        long first = killContainerd();
        assertThat(devUi.find(".failure")).containsText("killed by signal 9");
        assertThat(containerd.locator("[data-label=restarts]")).hasText("1");
        assertThat(containerd).containsText("HEALTHY");
        devUi.screenshot("supervision");
        assertThat(tab.locator(".failure")).containsText("killed by signal 9");
        assertThat(inTab.locator("[data-label=restarts]")).hasText("1");

        long second = containerdPid();
        assertThat(second).isNotEqualTo(first);
        containerd.locator("vaadin-button").click();
        assertThat(containerd.locator("[data-label=restarts]")).hasText("2");
        assertThat(containerd).containsText("HEALTHY");
        assertThat(containerdPid()).isNotEqualTo(second);

        // the tree of an application that was reloaded has not restarted anything
        long third = containerdPid();
        APPLICATION.modifySourceFile(DevUiApplication.class, text -> text.replace("before", "after"));
        get("/greeting").then().statusCode(200);
        assertThat(containerd.locator("[data-label=restarts]")).hasText("0");
        assertThat(inTab.locator("[data-label=restarts]")).hasText("0");
        assertThat(containerd).containsText("HEALTHY");
        assertThat(containerdPid()).as("changed code does not concern containerd").isEqualTo(third);
        tab.close();

        killContainerdUntil(containerd.locator("[data-label='starts again']",
                new Locator.LocatorOptions().setHasText(Pattern.compile("in \\d+\\.\\d s"))));
        assertThat(containerd).containsText("HEALTHY");
    }

    private static void logs(DevUi devUi) {
        devUi.follow("Logs");
        Locator log = devUi.find("qwc-containerd-logs containerd-log");
        assertThat(withText(log.locator(".entry"), "containerd successfully booted").last()).isVisible();
        devUi.screenshot("logs");

        devUi.find("qwc-containerd-logs vaadin-select").click();
        devUi.find("vaadin-select-item:has-text('DEBUG')").click();
        get("/flood/12000").then().statusCode(200);
        assertThat(devUi.find(".count")).hasText("10,000 entries");
        assertThat(withText(log.locator(".entry"), "line 11999 of the flood")).isVisible();
        assertThat(log.locator(".entry").count()).as("entries that are elements of the page").isLessThan(300);
        // a whole number comes as an integer
        assertThat(((Number) log.evaluate(FRAMES)).doubleValue())
                .as("milliseconds of most frames while 10,000 lines are scrolled").isLessThan(1_000);

        devUi.find("vaadin-button.pause").click();
        get("/flood/10").then().statusCode(200);
        assertThat(devUi.find(".count")).hasText(Pattern.compile("10,000 entries, [1-9]\\d wait"));
        devUi.find("vaadin-button.pause").click();
        assertThat(devUi.find(".count")).hasText("10,000 entries");

        devUi.find("qwc-containerd-logs vaadin-text-field input").fill("LINE 1199");
        assertThat(devUi.find(".count")).hasText("11 entries");
        devUi.find("qwc-containerd-logs vaadin-combo-box input").fill("root.flood.odd");
        devUi.find("qwc-containerd-logs vaadin-combo-box input").press("Enter");
        assertThat(devUi.find(".count")).hasText("6 entries");
        devUi.find("qwc-containerd-logs vaadin-button.clear").click();
        assertThat(devUi.find(".count")).hasText("0 entries");
    }

    /** Scrolls a list from its end to its start in fifty steps, and returns the median of their times. */
    private static final String FRAMES = """
            async (log) => {
                const list = log.shadowRoot.querySelector('vaadin-virtual-list');
                const times = [];
                for (let step = 50; step >= 0; step--) {
                    const start = performance.now();
                    list.scrollTop = list.scrollHeight * step / 50;
                    await new Promise(requestAnimationFrame);
                    times.push(performance.now() - start);
                }
                return times.sort((a, b) => a - b)[25];
            }
            """;

    private static void footer(DevUi devUi) {
        devUi.find("qwc-footer .openIcon").click();
        withText(devUi.find("qwc-footer vaadin-tab"), "containerd").click();
        assertThat(devUi.find("qwc-containerd-footer-log .entry").first()).isVisible();
        devUi.screenshot("footer");
        devUi.find("qwc-footer .openIcon").click();
    }

    private static void images(DevUi devUi) throws IOException {
        devUi.follow("Images");
        Locator page = devUi.find("qwc-containerd-images");
        assertThat(page).containsText("There are no archives.");

        PodImages.write(archives);
        Locator pause = page.locator("[data-archive='k8s.io/pause.tar']");
        ProcessHandle containerd = ProcessHandle.of(containerdPid()).orElseThrow();
        signal("STOP", containerd);
        try {
            page.locator("input[type=file]").setInputFiles(archives.resolve("pause.tar"));
            assertThat(pause.locator("vaadin-progress-bar")).isVisible();
        } finally {
            signal("CONT", containerd);
        }
        assertThat(pause).containsText("LOADED");
        assertThat(pause).containsText(" brought, ");
        assertThat(pause.locator("vaadin-progress-bar")).hasCount(0);
        drop(page, "busybox.tar", Files.readAllBytes(archives.resolve("busybox.tar")));
        assertThat(page.locator("[data-archive='k8s.io/busybox.tar']")).containsText("LOADED");
        Locator busybox = page.locator("[data-namespace='k8s.io'] [data-image='%s']".formatted(PodImages.BUSYBOX));
        assertThat(busybox).containsText("k8s.io/busybox.tar");
        assertThat(busybox).containsText("present");
        assertThat(busybox).containsText("linux/amd64");

        // a namespace of its own, by the button
        page.locator("vaadin-combo-box input").fill("tools");
        page.locator("vaadin-combo-box input").press("Enter");
        byte[] tools = new DockerArchive().image(Image.of(Layer.random("data", 1 << 16, 2)), TOOLS).tar();
        page.locator("input[type=file]").setInputFiles(new FilePayload[] {
                new FilePayload("tools.tar", "application/x-tar", tools),
                new FilePayload("broken.tar", "application/x-tar", new byte[] { 1, 2, 3 }) });
        assertThat(page.locator("[data-archive='tools/tools.tar']")).containsText("LOADED");
        assertThat(page.locator("[data-archive='tools/broken.tar']")).containsText("FAILED");
        assertThat(page.locator("[data-namespace=tools] [data-image='%s']".formatted(TOOLS))).containsText("present");
        devUi.screenshot("images");

        page.locator("input[type=file]").setInputFiles(new FilePayload(".hidden", "application/x-tar", tools));
        assertThat(withText(page.locator(".banner"), "tools/.hidden: An archive needs a name")).isVisible();
        Files.delete(directory.resolve("preseed/tools/broken.tar"));
        page.locator("vaadin-button.load").click();
        assertThat(page.locator("[data-archive='tools/broken.tar']")).hasCount(0);
        assertNothingIsWrong(page);

        killContainerd();
        killContainerdUntil(withText(page.locator(".banner.error"), "root.containerd"));
        assertThat(page.locator("[data-namespace=tools]")).containsText(TOOLS);
        assertNothingIsWrong(page);
        assertThat(Files.list(directory.resolve("preseed/tools")).map(file -> file.getFileName().toString()))
                .containsExactly("tools.tar");
    }

    private static void configuration(DevUi devUi) {
        devUi.follow("Configuration");
        Locator page = devUi.find("qwc-containerd-configuration");
        Locator line = withText(page.locator(".line"), "sandbox_image");
        assertThat(line).containsText(PodImages.PAUSE);
        assertThat(line.locator(".from a")).hasText("quarkus.containerd.sandbox-image");
        assertThat(withText(page.locator(".banner"), "containerd takes the configuration as it is")).isVisible();
        devUi.screenshot("configuration");

        APPLICATION.modifyResourceFile("application.properties", text -> text + """
                quarkus.containerd.toml."plugins.'io.containerd.grpc.v1.cri'.no_such_key"=true
                quarkus.containerd.registries."registry.test".username=somebody
                quarkus.containerd.registries."registry.test".password=let-me-in
                """);
        get("/greeting").then().statusCode(200);
        assertThat(page.locator(".banner.warning")).containsText("no_such_key");
        page.locator("vaadin-text-field input").fill("no_such_key");
        assertThat(page.locator(".line")).hasCount(1);
        assertThat(page.locator(".line.changed")).hasCount(1);
        assertThat(page).not().containsText("let-me-in");
    }

    private static void pods(DevUi devUi) throws IOException {
        devUi.follow("Pods");
        Locator page = devUi.find("qwc-containerd-pods");
        assertThat(page).containsText("No pods run here.");
        get("/pod").then().statusCode(200);
        Locator pod = page.locator("[data-pod=greeter]");
        assertThat(pod).containsText("10.241.7.");
        assertThat(pod.locator("[data-container=server]")).containsText("RUNNING");
        assertThat(pod.locator("[data-container=failing]")).containsText("exit code 3");
        pod.locator("[data-container=server] vaadin-button").click();
        assertThat(pod.locator(".stdout")).containsText("hello from the pod");
        assertThat(pod.locator(".stderr")).containsText("a complaint");
        devUi.screenshot("pods");

        killContainerdUntil(withText(page.locator(".banner.error"), "root.containerd"));
        assertThat(page.locator("[data-container=server]")).containsText("RUNNING");
        get("/no-pod").then().statusCode(200);
        assertThat(page).containsText("No pods run here.");
    }

    private static void devServices(DevUi devUi) {
        devUi.open("dev-services");
        Locator page = devUi.find("qwc-dev-services");
        assertThat(page).containsText(directory.resolve("state/containerd.sock").toString());
        assertThat(page).containsText("quarkus.containerd.executable");
    }

    private static void devMcp() {
        get("/mcp").then().statusCode(200);
        List<Map<String, Object>> tools = callMcp("tools/list", Map.of()).getList("result.tools");
        Map<String, Object> described = tools.stream().filter(tool -> tool.get("name").toString().startsWith(MCP))
                .collect(Collectors.toMap(tool -> tool.get("name").toString().substring(MCP.length()),
                        tool -> tool.get("description")));
        assertThat(described).containsOnlyKeys("status", "tree", "log", "version", "host", "config", "images", "preseed",
                "preseedPlan", "pods", "containerLog");
        assertThat(callMcp("tools/call", Map.of("name", MCP + "status", "arguments", Map.of()))
                .getString("result.content[0].text")).contains("\"ready\"");
        assertThat(callMcp("tools/call", Map.of("name", MCP + "restart", "arguments", Map.of("dn", "root.containerd")))
                .getString("error.message")).contains("not enabled");
    }

    private static JsonPath callMcp(String method, Map<String, Object> parameters) {
        return given().contentType("application/json").accept("application/json, text/event-stream")
                .body(Map.of("jsonrpc", "2.0", "id", 1, "method", method, "params", parameters))
                .post("/q/dev-mcp").then().statusCode(200).extract().jsonPath();
    }

    private static void drop(Locator page, String name, byte[] content) {
        JSHandle transfer = page.page().evaluateHandle("""
                ([name, content]) => {
                    const transfer = new DataTransfer();
                    transfer.items.add(new File([Uint8Array.from(atob(content), (c) => c.charCodeAt(0))], name));
                    return transfer;
                }
                """, List.of(name, Base64.getEncoder().encodeToString(content)));
        page.dispatchEvent("drop", Map.of("dataTransfer", transfer));
    }

    private static Locator withText(Locator elements, String text) {
        return elements.filter(new Locator.FilterOptions().setHasText(text));
    }

    /** Kills containerd; returns what was its process id. */
    private static long killContainerd() throws IOException {
        long pid = containerdPid();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        return pid;
    }

    /** Waits until nothing is wrong. That containerd has been killed again and again is told for a while. */
    private static void assertNothingIsWrong(Locator page) {
        assertThat(page.locator(".banner").filter(new Locator.FilterOptions().setHasNotText("times of late"))).hasCount(0);
    }

    /** Kills containerd, which is away for longer each time, until a page has said so. */
    private static void killContainerdUntil(Locator banner) {
        // the browser's driver serves one thread
        await().pollInSameThread().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
            boolean visible = banner.isVisible();
            if (!visible && Files.exists(record())) {
                killContainerd();
            }
            return visible;
        });
    }

    private static void signal(String name, ProcessHandle process) throws IOException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start().onExit())
                .succeedsWithin(Duration.ofSeconds(10));
    }

    private static long containerdPid() throws IOException {
        return JsonPath.from(Files.readString(record())).getLong("pid");
    }

    private static Path record() {
        return directory.resolve("run/containerd.json");
    }
}
