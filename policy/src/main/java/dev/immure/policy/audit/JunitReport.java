package dev.immure.policy.audit;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/**
 * A summary in the XML that JUnit's runners write and build servers read: a launch is a test, it fails when the policy
 * would change what becomes of it, and is an error when that is not known.
 */
public final class JunitReport {
    private final StringBuilder out = new StringBuilder(1 << 14);

    private JunitReport() {}

    /** UTF-8. */
    public static byte[] of(AuditSummary summary) {
        return new JunitReport().write(summary).getBytes(StandardCharsets.UTF_8);
    }

    private String write(AuditSummary summary) {
        long unknown = summary.totals().getOrDefault(Effect.NOT_REPLAYED, 0L);
        long news = summary.totals().entrySet().stream()
                .filter(total -> total.getKey().isNews())
                .mapToLong(total -> total.getValue())
                .sum();
        out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n<testsuite");
        attribute("name", "policy audit: " + summary.policy());
        attribute("tests", String.valueOf(summary.count()));
        attribute("failures", String.valueOf(news - unknown));
        attribute("errors", String.valueOf(unknown));
        attribute("skipped", "0");
        out.append(">\n<properties><property name=\"policy\"");
        attribute("value", summary.digest().toString());
        out.append("/><property name=\"unlisted\"");
        attribute("value", String.valueOf(summary.unlisted()));
        out.append("/></properties>\n");
        summary.launches().forEach(this::testcase);
        return out.append("</testsuite>\n</testsuites>\n").toString();
    }

    private void testcase(Replayed launch) {
        out.append("<testcase");
        attribute("classname", launch.image());
        attribute("name", launch.id());
        attribute("time", "0");
        if (!launch.effect().isNews()) {
            out.append("/>\n");
            return;
        }
        String element = launch.effect() == Effect.NOT_REPLAYED ? "error" : "failure";
        out.append("><").append(element);
        attribute("type", launch.effect().word());
        attribute("message", launch.effect().text() + ": " + launch.why());
        out.append('>')
                .append(MarkupText.of(text(launch)))
                .append("</")
                .append(element)
                .append("></testcase>\n");
    }

    private static String text(Replayed launch) {
        return launch.after()
                .map(after -> after.reasons().stream()
                        .map(reason -> reason.code() + ": " + reason.text() + " (" + reason.rule() + ")")
                        .collect(Collectors.joining("; ")))
                .orElse(launch.problem());
    }

    private void attribute(String name, String value) {
        out.append(' ').append(name).append("=\"").append(MarkupText.of(value)).append('"');
    }
}
