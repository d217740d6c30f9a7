package dev.immure.policy.test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Test results in the XML of JUnit's Ant task, which build servers read: a suite for each file of scenarios, a test case
 * for each scenario.
 */
public final class JunitXml {
    private static final double NANOS = 1e9;

    private final StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");

    private JunitXml() {}

    /** The document, in UTF-8. */
    public static byte[] of(TestRun run) {
        Map<String, List<ScenarioResult>> suites = new LinkedHashMap<>();
        for (ScenarioResult result : run.results()) {
            suites.computeIfAbsent(result.scenario().at().file(), file -> new ArrayList<>())
                    .add(result);
        }
        JunitXml xml = new JunitXml();
        xml.out
                .append("<testsuites")
                .append(counts("immure policy test", run.results()))
                .append(">\n");
        suites.forEach(xml::suite);
        xml.out.append("</testsuites>\n");
        return xml.out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void suite(String file, List<ScenarioResult> results) {
        out.append("  <testsuite").append(counts(file, results)).append(" errors=\"0\" skipped=\"0\">\n");
        for (ScenarioResult result : results) {
            out.append("    <testcase")
                    .append(attribute("classname", file))
                    .append(attribute("name", result.scenario().name()))
                    .append(attribute("file", file))
                    .append(attribute(
                            "line", Integer.toString(result.scenario().at().line())))
                    .append(attribute("time", seconds(result.nanos())));
            if (result.holds()) {
                out.append("/>\n");
            } else {
                out.append(">\n      <failure")
                        .append(attribute("message", String.join("; ", result.failures())))
                        .append(" type=\"expectation\"/>\n    </testcase>\n");
            }
        }
        out.append("  </testsuite>\n");
    }

    private static String counts(String name, List<ScenarioResult> results) {
        long failures = results.stream().filter(result -> !result.holds()).count();
        long nanos = results.stream().mapToLong(ScenarioResult::nanos).sum();
        return attribute("name", name)
                + attribute("tests", Integer.toString(results.size()))
                + attribute("failures", Long.toString(failures))
                + attribute("time", seconds(nanos));
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.6f", nanos / NANOS);
    }

    private static String attribute(String name, String value) {
        StringBuilder escaped = new StringBuilder();
        value.codePoints().forEach(c -> escape(c, escaped));
        return " " + name + "=\"" + escaped + "\"";
    }

    /** What XML 1.0 has no place for, not even as a reference (section 2.2, Char), becomes U+FFFD. */
    private static void escape(int c, StringBuilder to) {
        switch (c) {
            case '<' -> to.append("&lt;");
            case '>' -> to.append("&gt;");
            case '&' -> to.append("&amp;");
            case '"' -> to.append("&quot;");
            // Written as they are, an attribute would have spaces instead (section 3.3.3).
            case '\t', '\n', '\r' -> to.append("&#").append(c).append(';');
            default -> to.appendCodePoint(isCharacter(c) ? c : 0xfffd);
        }
    }

    private static boolean isCharacter(int c) {
        return (c >= 0x20 && c < Character.MIN_SURROGATE)
                || (c > Character.MAX_SURROGATE && c != 0xfffe && c != 0xffff);
    }
}
