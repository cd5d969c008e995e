package io.quarkiverse.containerd.deployment.devui;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;

/** The Dev UI of the application in this process, in a browser. */
final class DevUi implements AutoCloseable {

    private static final String BASE = "http://localhost:" + Integer.getInteger("quarkus.http.port", 8080) + "/q/dev-ui/";
    /** The first load of the Dev UI on a busy machine. */
    private static final double PATIENCE = 60_000;
    private static final int WIDTH = 1180;
    private static final int NARROW = 600;
    private static final int HEIGHT = 640;
    private static final Path SCREENSHOTS = Path.of("target/dev-ui");
    private static final Path DOCUMENTATION = Path.of("../docs/modules/ROOT/assets/images");
    private static final boolean DOCUMENTS = Boolean.getBoolean("containerd.docs.write");
    private static final boolean PICTURES = DOCUMENTS || Boolean.getBoolean("containerd.test.pictures");
    private static final String NO_TOASTS = "vaadin-notification-container { display: none }";

    private final Playwright playwright = Playwright.create(new Playwright.CreateOptions()
            .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    private final Browser browser = playwright.chromium().launch(Chromium.launchOptions());
    private final Page page = browser.newContext(new NewContextOptions().setViewportSize(WIDTH, HEIGHT)
            .setColorScheme(ColorScheme.LIGHT)).newPage();
    private final List<String> errors = new CopyOnWriteArrayList<>();

    DevUi() {
        page.setDefaultTimeout(PATIENCE);
        page.onPageError(this::record);
    }

    private void record(String error) {
        if (error.contains("containerd")) {
            errors.add(error);
        }
    }

    /** Opens a page of the extension, by its title, or the page with all cards. */
    Page open(String path) {
        page.navigate(BASE + path);
        return page;
    }

    /** Opens the page that is open once more, in another tab of the browser. */
    Page openTwice() {
        Page second = page.context().newPage();
        second.setDefaultTimeout(PATIENCE);
        second.onPageError(this::record);
        second.navigate(page.url());
        return second;
    }

    /** Goes to another page of the extension by its tab. */
    void follow(String title) {
        page.locator("qwc-header vaadin-tab", new Page.LocatorOptions().setHasText(title)).click();
    }

    /** Returns an element of the page that is open; shadow roots are looked into. */
    Locator find(String selector) {
        return page.locator(selector);
    }

    /** Returns the errors of the extension's components. */
    List<String> errors() {
        return errors;
    }

    /** Takes pictures of the page, if asked for: in the dark theme, on a narrow screen, and the one of the documentation. */
    void screenshot(String name) {
        if (!PICTURES) {
            return;
        }
        Path file = dark(name);
        page.setViewportSize(NARROW, HEIGHT);
        page.screenshot(options(SCREENSHOTS.resolve("dev-ui-" + name + "-narrow.png")));
        page.setViewportSize(WIDTH, HEIGHT);
        page.screenshot(options(file));
    }

    /** Takes pictures of an element of the page, if asked for: in the dark theme, and the one of the documentation. */
    void screenshot(String name, Locator element) {
        if (!PICTURES) {
            return;
        }
        Path file = dark(name);
        element.screenshot(new Locator.ScreenshotOptions().setPath(file).setStyle(NO_TOASTS));
    }

    private Path dark(String name) {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        page.screenshot(options(SCREENSHOTS.resolve("dev-ui-" + name + "-dark.png")));
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        Path images = DOCUMENTS ? DOCUMENTATION : SCREENSHOTS;
        return images.resolve("dev-ui-" + name + ".png");
    }

    private static ScreenshotOptions options(Path file) {
        return new ScreenshotOptions().setPath(file).setStyle(NO_TOASTS);
    }

    /** Takes a picture of a page that is not as it should be. */
    void screenshotOfFailure() {
        page.screenshot(new ScreenshotOptions().setPath(SCREENSHOTS.resolve("dev-ui-failure.png")));
    }

    @Override
    public void close() {
        playwright.close();
    }
}
