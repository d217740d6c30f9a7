package dev.immure.policy.audit;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A browser with a page open, driven by keys as a person would: over the two pipes of Chromium's remote debugging, so that
 * nothing listens on the network. Messages are JSON, each ended by a zero byte (Chrome DevTools Protocol).
 */
final class Browser implements AutoCloseable {
    private static final JsonLimits LIMITS = new JsonLimits(4 << 20, 64, 100_000);

    private final Process process;
    private final OutputStream requests;
    private final InputStream answers;
    private String session = "";
    private long last;

    private Browser(Process process, OutputStream requests, InputStream answers) {
        this.process = process;
        this.requests = requests;
        this.answers = answers;
    }

    static Browser open(Chromium chromium, Path directory, String url) throws Exception {
        Path in = fifo(directory.resolve("requests"));
        Path out = fifo(directory.resolve("answers"));
        Process process = chromium.piped(in, out);
        // A FIFO is opened when both ends are: the order is that of the shell that starts the browser.
        OutputStream requests = Files.newOutputStream(in);
        Browser browser = new Browser(process, requests, Files.newInputStream(out));
        String target =
                browser.call("Target.createTarget", "\"url\":\"about:blank\"").requireString("targetId");
        browser.session = browser.call("Target.attachToTarget", "\"targetId\":\"" + target + "\",\"flatten\":true")
                .requireString("sessionId");
        browser.call("Page.enable", "");
        browser.call("Page.navigate", "\"url\":\"" + url + "\"");
        browser.await("Page.loadEventFired");
        return browser;
    }

    private static Path fifo(Path path) throws IOException, InterruptedException {
        if (new ProcessBuilder("mkfifo", path.toString()).start().waitFor() != 0) {
            throw new IOException("mkfifo " + path);
        }
        return path;
    }

    /** The key goes down and up, as on a keyboard. */
    void press(String key, int code) throws IOException, JsonException {
        String text = key.equals("Enter") ? ",\"text\":\"\\r\"" : key.equals(" ") ? ",\"text\":\" \"" : "";
        String event = "\"key\":\"" + key + "\",\"code\":\"" + (key.equals(" ") ? "Space" : key)
                + "\",\"windowsVirtualKeyCode\":" + code;
        call("Input.dispatchKeyEvent", "\"type\":\"keyDown\"," + event + text);
        call("Input.dispatchKeyEvent", "\"type\":\"keyUp\"," + event);
    }

    void tab() throws IOException, JsonException {
        press("Tab", 9);
    }

    void type(String text) throws IOException, JsonException {
        call("Input.insertText", "\"text\":\"" + text + "\"");
    }

    /** What an expression of the page comes to, as text. */
    String ask(String expression) throws IOException, JsonException {
        JsonObject answer =
                call("Runtime.evaluate", "\"expression\":\"String(" + expression.replace("\"", "\\\"") + ")\"");
        return answer.requireObject("result").requireString("value");
    }

    private JsonObject call(String method, String parameters) throws IOException, JsonException {
        long id = ++last;
        String message = "{\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":{" + parameters + "}"
                + (session.isEmpty() ? "" : ",\"sessionId\":\"" + session + "\"") + "}\0";
        requests.write(message.getBytes(StandardCharsets.UTF_8));
        requests.flush();
        while (true) {
            JsonObject answer = next();
            if (answer.has("id") && answer.requireLong("id") == id) {
                return answer.object("result").orElseThrow(() -> new AssertionError(method + ": " + answer));
            }
        }
    }

    private void await(String event) throws IOException, JsonException {
        while (!next().string("method").orElse("").equals(event)) {
            // Other events, of no interest.
        }
    }

    private JsonObject next() throws IOException, JsonException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        for (int c = answers.read(); c != 0; c = answers.read()) {
            if (c < 0) {
                throw new IOException("the browser is gone");
            }
            message.write(c);
        }
        return StrictJson.parseObject(message.toByteArray(), LIMITS);
    }

    /** It ends when nobody tells it anything any more. */
    @Override
    public void close() throws IOException {
        requests.close();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        answers.close();
    }
}
