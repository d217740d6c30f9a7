package dev.immure.policy.audit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * A summary as one page of HTML that needs nothing else: its style and its script stand in it, and a content security
 * policy lets nothing else act. Everything is in the page before the script runs, which only hides what is not looked for.
 */
public final class HtmlReport {
    /** Most launches in one page; browsers grow slow beyond. */
    static final int MOST_ROWS = 5_000;

    private static final String STYLE = resource("report.css");
    private static final String SCRIPT = resource("report.js");

    private final AuditSummary summary;
    private final List<Replayed> rows;
    private final Map<String, List<String>> controls = new TreeMap<>();
    private final StringBuilder out = new StringBuilder(1 << 16);

    private HtmlReport(AuditSummary summary) {
        this.summary = summary;
        this.rows = summary.launches().stream().limit(MOST_ROWS).toList();
        summary.rules().forEach(rule -> controls.put(rule.rule(), rule.controls()));
    }

    /** UTF-8. */
    public static byte[] of(AuditSummary summary) {
        return new HtmlReport(summary).page().getBytes(StandardCharsets.UTF_8);
    }

    private String page() {
        out.append(String.format(Locale.ROOT, """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-%s'; \
                script-src 'sha256-%s'; base-uri 'none'; form-action 'none'">
                <meta name="referrer" content="no-referrer">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <title>Policy audit</title>
                <style>%s</style>
                </head>
                <body>
                <a class="skip" href="#launches">Skip to the launches</a>
                """, hash(STYLE), hash(SCRIPT), STYLE));
        header();
        out.append("<main>\n");
        launches();
        rules();
        controls();
        waivers();
        callers();
        out.append(
                "</main>\n<footer>Made by immure policy audit. The page holds all it shows and asks nobody.</footer>\n");
        out.append("<script>").append(SCRIPT).append("</script>\n</body>\n</html>\n");
        return out.toString();
    }

    private void header() {
        out.append("<header>\n<h1>Policy audit</h1>\n<p>What this policy would have made of ")
                .append(summary.count())
                .append(summary.count() == 1 ? " launch" : " launches")
                .append(".</p>\n<dl class=\"facts\">");
        fact("Policy", summary.policy());
        fact("Digest", summary.digest().toString());
        fact("Replayed over", summary.over());
        out.append("</dl>\n<ul class=\"tiles\">\n");
        summary.totals()
                .forEach((effect, count) -> out.append("<li class=\"tile ")
                        .append(effect.word())
                        .append(count == 0 ? " zero" : "")
                        .append("\"><b>")
                        .append(count)
                        .append("</b>")
                        .append(effect.text())
                        .append("</li>\n"));
        out.append("</ul>\n");
        long unlisted = summary.count() - rows.size();
        if (unlisted > 0) {
            out.append("<p class=\"note\">")
                    .append(unlisted)
                    .append(" further launches are counted and not listed.</p>\n");
        }
        out.append("</header>\n");
    }

    private void fact(String name, String value) {
        out.append("<dt>")
                .append(name)
                .append("</dt><dd class=\"mono\">")
                .append(MarkupText.of(value))
                .append("</dd>");
    }

    private void launches() {
        out.append("<h2>Launches</h2>\n");
        filters();
        out.append("<p id=\"shown\" role=\"status\">").append(rows.size()).append(" launches</p>\n");
        out.append("""
                <div class="scroll" tabindex="0" role="region" aria-label="Launches"><table id="launches">
                <thead><tr><th scope="col">Effect</th><th scope="col">Image</th><th scope="col">Caller</th>\
                <th scope="col">Before</th><th scope="col">After</th><th scope="col">Why</th></tr></thead>
                <tbody>
                """);
        rows.forEach(this::row);
        out.append("</tbody></table></div>\n");
    }

    private void filters() {
        out.append(
                "<form id=\"filters\" class=\"filters\" hidden>\n<fieldset><legend>Effect</legend><div class=\"choices\">");
        summary.totals().forEach((effect, count) -> {
            if (count > 0) {
                out.append("<label><input type=\"checkbox\" name=\"effect\" value=\"")
                        .append(effect.word())
                        .append("\" checked> ")
                        .append(effect.text())
                        .append("</label>");
            }
        });
        out.append("</div></fieldset>\n<div class=\"field wide\"><label for=\"q\">Text</label>"
                + "<input type=\"search\" id=\"q\" name=\"q\" autocomplete=\"off\" spellcheck=\"false\"></div>\n");
        Set<String> named = new LinkedHashSet<>();
        rows.forEach(row -> named.addAll(rulesOf(row)));
        select("rule", "Rule", "every rule", named.stream().sorted().toList());
        select(
                "caller",
                "Caller",
                "everybody",
                rows.stream()
                        .map(Replayed::caller)
                        .filter(caller -> !caller.isEmpty())
                        .distinct()
                        .sorted()
                        .toList());
        select(
                "control",
                "Control",
                "every control",
                rows.stream()
                        .flatMap(row -> controlsOf(row).stream())
                        .distinct()
                        .sorted()
                        .toList());
        out.append("<button type=\"reset\">Show all</button>\n</form>\n");
    }

    private void select(String name, String label, String all, List<String> values) {
        if (values.isEmpty()) {
            return;
        }
        out.append("<div class=\"field\"><label for=\"")
                .append(name)
                .append("\">")
                .append(label)
                .append("</label><select id=\"")
                .append(name)
                .append("\" name=\"")
                .append(name)
                .append("\"><option value=\"\">")
                .append(all)
                .append("</option>");
        values.forEach(value -> out.append("<option value=\"")
                .append(MarkupText.of(value))
                .append("\">")
                .append(MarkupText.of(value))
                .append("</option>"));
        out.append("</select></div>\n");
    }

    private void row(Replayed row) {
        out.append("<tr data-effect=\"").append(row.effect().word());
        data("caller", List.of(row.caller()));
        data("rule", rulesOf(row));
        data("control", controlsOf(row));
        out.append("\"><td><span class=\"badge ")
                .append(row.effect().word())
                .append("\">")
                .append(row.effect().text())
                .append("</span></td><td><code>")
                .append(MarkupText.of(row.image()))
                .append("</code><span class=\"id\">")
                .append(MarkupText.of(row.id()));
        row.time().ifPresent(time -> out.append(" · ").append(time.truncatedTo(ChronoUnit.SECONDS)));
        out.append("</span></td><td>")
                .append(row.caller().isEmpty() ? "<span class=\"quiet\">unknown</span>" : MarkupText.of(row.caller()))
                .append("</td><td>")
                .append(word(row.before().map(Outcome::word).orElse("")))
                .append("</td><td>")
                .append(word(row.after().map(Outcome::word).orElse("")))
                .append("</td><td class=\"wide\">");
        why(row);
        out.append("</td></tr>\n");
    }

    private void data(String name, List<String> values) {
        out.append("\" data-").append(name).append("=\"").append(MarkupText.of(String.join("|", values)));
    }

    private static String word(String word) {
        return word.isEmpty() ? "<span class=\"quiet\">–</span>" : word;
    }

    private void why(Replayed row) {
        String summary = MarkupText.of(row.why());
        out.append("<details><summary>")
                .append(summary.isEmpty() ? "details" : summary)
                .append("</summary>");
        if (!row.command().isEmpty()) {
            out.append("<p class=\"side\">Command</p><code>")
                    .append(MarkupText.of(String.join(" ", row.command())))
                    .append("</code>");
        }
        row.before().ifPresent(before -> outcome("Before: " + before.word(), before));
        row.after().ifPresent(after -> outcome("After: " + after.word(), after));
        if (!row.masked().isEmpty()) {
            out.append("<p class=\"side\">Masked, and not seen by any rule</p><code>")
                    .append(MarkupText.of(String.join(", ", row.masked())))
                    .append("</code>");
        }
        out.append("</details>");
    }

    private void outcome(String title, Outcome outcome) {
        out.append("<p class=\"side\">").append(title).append("</p><ul class=\"why\">");
        outcome.reasons()
                .forEach(reason -> out.append("<li><b>")
                        .append(MarkupText.of(reason.code()))
                        .append("</b> ")
                        .append(MarkupText.of(reason.text()))
                        .append(" <span class=\"quiet\">(")
                        .append(MarkupText.of(reason.rule()))
                        .append(")</span></li>"));
        outcome.obligations()
                .forEach(obligation -> out.append("<li>obligation: <code>")
                        .append(MarkupText.of(obligation))
                        .append("</code></li>"));
        outcome.waived()
                .forEach(waiver -> out.append("<li>waived by <b>")
                        .append(MarkupText.of(waiver))
                        .append("</b></li>"));
        out.append("</ul>");
    }

    private void rules() {
        List<List<String>> lines = new ArrayList<>();
        summary.rules()
                .forEach(rule -> lines.add(List.of(
                        rule.rule(),
                        rule.at().orElse("not in this policy"),
                        String.join(", ", rule.controls()),
                        String.valueOf(rule.fired()),
                        String.valueOf(rule.denied()),
                        String.valueOf(rule.newlyDenied()),
                        String.valueOf(rule.released()))));
        table(
                "Rules",
                "Launches in which each rule fired, that it denies, newly denies, and that it no longer denies.",
                List.of("Rule", "Place", "Controls", "Fired", "Denied", "Newly denied", "Released"),
                3,
                lines);
    }

    private void controls() {
        List<List<String>> lines = new ArrayList<>();
        summary.controls()
                .forEach(control -> lines.add(List.of(
                        control.control(),
                        String.join(", ", control.rules()),
                        String.valueOf(control.touched()),
                        String.valueOf(control.denied()))));
        if (!lines.isEmpty()) {
            table(
                    "Controls",
                    "Launches in which a rule that carries the control fired, and those that it denies.",
                    List.of("Control", "Rules", "Touched", "Denied"),
                    2,
                    lines);
        }
    }

    private void waivers() {
        List<List<String>> lines = new ArrayList<>();
        summary.waivers()
                .forEach(waiver -> lines.add(
                        List.of(waiver.waiver(), String.valueOf(waiver.lifted()), String.valueOf(waiver.permitted()))));
        if (!lines.isEmpty()) {
            table(
                    "Waivers",
                    "Launches in which each waiver lifts a denial, and those of them that are permitted.",
                    List.of("Waiver", "Lifted", "Permitted"),
                    1,
                    lines);
        }
    }

    private void callers() {
        List<String> names = new ArrayList<>(List.of("Caller"));
        for (Effect effect : Effect.values()) {
            names.add(effect.text());
        }
        List<List<String>> lines = new ArrayList<>();
        summary.callers().forEach(caller -> {
            List<String> line = new ArrayList<>(List.of(caller.caller().isEmpty() ? "unknown" : caller.caller()));
            caller.effects().values().forEach(count -> line.add(String.valueOf(count)));
            lines.add(line);
        });
        table("Callers", "What becomes of the launches of each caller.", names, 1, lines);
    }

    /** @param numbers index of the first column that holds numbers */
    private void table(String title, String caption, List<String> names, int numbers, List<List<String>> lines) {
        out.append("<h2>")
                .append(title)
                .append("</h2>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"")
                .append(title)
                .append("\"><table><caption>")
                .append(caption)
                .append("</caption><thead><tr>");
        for (int i = 0; i < names.size(); i++) {
            out.append("<th scope=\"col\"")
                    .append(i >= numbers ? " class=\"n\">" : ">")
                    .append(names.get(i))
                    .append("</th>");
        }
        out.append("</tr></thead><tbody>\n");
        for (List<String> line : lines) {
            out.append("<tr>");
            for (int i = 0; i < line.size(); i++) {
                String number = line.get(i).equals("0") ? " class=\"n zero\">" : " class=\"n\">";
                out.append("<td")
                        .append(i >= numbers ? number : ">")
                        .append(MarkupText.of(line.get(i)))
                        .append("</td>");
            }
            out.append("</tr>\n");
        }
        out.append("</tbody></table></div>\n");
    }

    /** Those that speak in it, before or after. */
    private static List<String> rulesOf(Replayed row) {
        Set<String> rules = new LinkedHashSet<>();
        row.after().ifPresent(after -> rules.addAll(after.rules()));
        row.after().ifPresent(after -> after.reasons().forEach(reason -> rules.add(reason.rule())));
        row.before()
                .filter(before -> !before.permitted())
                .ifPresent(before -> before.reasons().forEach(reason -> rules.add(reason.rule())));
        return List.copyOf(rules);
    }

    private List<String> controlsOf(Replayed row) {
        return row.after().map(Outcome::rules).orElse(List.of()).stream()
                .flatMap(rule -> controls.getOrDefault(rule, List.of()).stream())
                .distinct()
                .toList();
    }

    /** Content Security Policy Level 3, section 2.3.1: the hash of exactly what stands between the tags. */
    private static String hash(String content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read from the jar", e);
        }
    }
}
