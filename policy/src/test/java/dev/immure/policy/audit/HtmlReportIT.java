package dev.immure.policy.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a browser, and what stands in it. */
class HtmlReportIT {
    private static final Pattern ROW = Pattern.compile("<tr data-effect=\"([a-z-]+)\"[^>]*?( hidden=\"\")?>");

    @TempDir
    private Path directory;

    private Path page;

    @BeforeEach
    void write() throws IOException {
        page = Files.write(directory.resolve("audit.html"), HtmlReport.of(Summaries.every()));
    }

    private String dom(String fragment) throws IOException, InterruptedException {
        return new Chromium(directory).dom(page.toUri() + fragment);
    }

    /** Effects of the rows that are not hidden. */
    private static List<String> shown(String dom) {
        return ROW.matcher(dom)
                .results()
                .filter(row -> row.group(2) == null)
                .map(row -> row.group(1))
                .toList();
    }

    @Test
    void everyLaunchIsShownAndTheScriptCountsThem() throws IOException, InterruptedException {
        String dom = dom("");
        assertThat(shown(dom)).hasSize(7);
        assertThat(dom).contains(">7 of 7 launches shown<");
        assertThat(dom).doesNotContain("<form id=\"filters\" class=\"filters\" hidden");
    }

    @Test
    void filtersAreReadFromTheAddress() throws IOException, InterruptedException {
        assertThat(shown(dom("#effect=newly-denied,changed")))
                .containsExactly("newly-denied", "newly-denied", "changed");
        assertThat(shown(dom("#rule=LIM-010+cap"))).containsExactly("changed");
        assertThat(shown(dom("#control=CIS-DI-5.5&effect=newly-denied"))).hasSize(2);
        assertThat(shown(dom("#q=REGISTRY.example%2Fb"))).containsExactly("newly-permitted");
        assertThat(shown(dom("#caller=uid+1000"))).hasSize(6).doesNotContain("not-replayed");
        assertThat(shown(dom("#effect=none"))).isEmpty();
    }

    @Test
    void whatImagesAndCommandsAreCalledStaysText() throws IOException, InterruptedException {
        String dom = dom("#q=%3C%2Fscript%3E%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E");
        assertThat(dom)
                .contains("<title>Policy audit</title>")
                .doesNotContain("<img")
                .doesNotContain("id=\"injected\"");
        assertThat(dom).contains("&lt;/script&gt;&lt;img src=x");
        assertThat(shown(dom)).as("the text is looked for, not put in").isEmpty();
    }

    @Test
    void nothingButTheOneStyleAndTheOneScriptMayAct() {
        String html = new String(HtmlReport.of(Summaries.every()), StandardCharsets.UTF_8);
        assertThat(html)
                .contains("content=\"default-src 'none'; style-src 'sha256-")
                .contains("script-src 'sha256-")
                .contains("base-uri 'none'; form-action 'none'")
                .doesNotContain("unsafe-inline");
        assertThat(count(html, "<script")).isEqualTo(1);
        assertThat(count(html, "<style")).isEqualTo(1);
        assertThat(html)
                .doesNotContain("http://")
                .doesNotContain("https://")
                .doesNotContain(" style=")
                .doesNotContain("\u202e");
        assertThat(html.toLowerCase(java.util.Locale.ROOT)).doesNotContainPattern("<[^>]* on[a-z]+=");
    }

    /** The policy of the page must forbid what got in all the same: here by hand, past the escaping. */
    @Test
    void anInjectedScriptWouldNotRun() throws IOException, InterruptedException {
        String html = Files.readString(page, StandardCharsets.UTF_8)
                .replace(
                        "<main>",
                        "<main><script>document.title='broken'</script><img src=x onerror=\"document.title='broken'\">");
        Files.writeString(page, html);
        assertThat(dom("")).contains("<title>Policy audit</title>").contains(">7 of 7 launches shown<");
    }

    @Test
    void everyControlHasALabelAndEveryTableItsHeads() {
        String html = new String(HtmlReport.of(Summaries.every()), StandardCharsets.UTF_8);
        Matcher fields = Pattern.compile("<(?:select|input type=\"search\") id=\"([a-z]+)\"")
                .matcher(html);
        int found = 0;
        while (fields.find()) {
            assertThat(html).contains("<label for=\"" + fields.group(1) + "\">");
            found++;
        }
        assertThat(found).isEqualTo(4);
        assertThat(html)
                .contains("<html lang=\"en\">")
                .contains("role=\"status\"")
                .contains("prefers-color-scheme: dark");
        assertThat(html).doesNotContainPattern("<th(?!ead| scope=\"col\")");
    }

    private static final String FOCUSED =
            "(e => e.id || (e.type === 'checkbox' ? e.value : '') || e.type || e.tagName.toLowerCase())(document.activeElement)";
    /** Whoever sees no pointer must see where he is: a line of some width around it, not of the page's own colour. */
    private static final String SEEN =
            "(s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 && s.outlineColor !== getComputedStyle(document.body).backgroundColor)(getComputedStyle(document.activeElement))";

    private static final String SHOWN = "document.getElementById('shown').textContent";

    @Test
    void withKeysAloneOneGetsFromTheTopThroughEveryFilterAndSeesWhere() throws Exception {
        try (Browser browser =
                Browser.open(new Chromium(directory), directory, page.toUri().toString())) {
            List<String> places = new ArrayList<>();
            for (int i = 0; i < 14 && !places.contains("reset"); i++) {
                browser.tab();
                places.add(browser.ask(FOCUSED));
                assertThat(browser.ask(SEEN)).as(places.toString()).isEqualTo("true");
            }
            assertThat(places)
                    .as("the order of the page")
                    .startsWith("a")
                    .containsSubsequence(
                            "newly-denied", "newly-permitted", "changed", "q", "rule", "caller", "control", "reset");
            assertThat(
                            Integer.parseInt(
                                    browser.ask(
                                            "document.querySelectorAll('[tabindex]:not([tabindex=\"0\"]):not([tabindex=\"-1\"])').length")))
                    .as("nobody reorders them")
                    .isZero();
        }
    }

    @Test
    void theFiltersAreWorkedWithKeysAlone() throws Exception {
        try (Browser browser =
                Browser.open(new Chromium(directory), directory, page.toUri().toString())) {
            until(browser, "newly-denied");
            browser.press(" ", 32);
            assertThat(browser.ask(SHOWN))
                    .as("a box is taken off by the space bar")
                    .isEqualTo("5 of 7 launches shown");
            until(browser, "q");
            browser.type("registry.example/b");
            assertThat(browser.ask(SHOWN)).isEqualTo("1 of 7 launches shown");
            String address = browser.ask("location.href");
            browser.press("Enter", 13);
            assertThat(browser.ask(SHOWN)).as("Enter sends the page nowhere").isEqualTo("1 of 7 launches shown");
            assertThat(browser.ask("location.href")).isEqualTo(address);
            until(browser, "reset");
            browser.press("Enter", 13);
            assertThat(browser.ask(SHOWN)).as("Enter on the button").isEqualTo("7 of 7 launches shown");
            assertThat(browser.ask(FOCUSED)).as("and one stays there").isEqualTo("reset");
            until(browser, "summary");
            browser.press("Enter", 13);
            assertThat(browser.ask("document.activeElement.parentElement.open"))
                    .as("details open")
                    .isEqualTo("true");
        }
    }

    private static void until(Browser browser, String place) throws Exception {
        for (int i = 0; i < 60; i++) {
            browser.tab();
            if (browser.ask(FOCUSED).equals(place)) {
                return;
            }
        }
        throw new AssertionError("no key leads to " + place);
    }

    @Test
    void aPageOfManyLaunchesSaysWhatItLeavesOut() {
        Replayed[] many = java.util.Collections.nCopies(
                        HtmlReport.MOST_ROWS + 3,
                        Summaries.launch(
                                "r",
                                "i",
                                Effect.UNCHANGED,
                                Optional.of(Summaries.PERMITTED),
                                Optional.of(Summaries.PERMITTED)))
                .toArray(Replayed[]::new);
        String html = new String(HtmlReport.of(Summaries.of(many)), StandardCharsets.UTF_8);
        assertThat(html).contains("3 further launches are counted and not listed.");
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }
}
