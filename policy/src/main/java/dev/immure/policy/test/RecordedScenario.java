package dev.immure.policy.test;

import dev.immure.core.Escape;
import dev.immure.policy.PolicyInput;
import dev.immure.policy.audit.Launch;
import dev.immure.policy.audit.Outcome;
import dev.immure.policy.json.FactsJson;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A run that was recorded, as a scenario: its facts as a fixture, and what was decided on them as what is expected. */
public final class RecordedScenario {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{16}");

    private static final int DELETE = 0x7f;

    private RecordedScenario() {}

    /** Whether this is an id of a run, so that it can be part of the name of a file. */
    public static boolean isRun(String id) {
        return ID.matcher(id).matches();
    }

    /**
     * The files, by their names below {@code tests/}.
     *
     * @param launch whose id {@link #isRun}
     * @param input its facts
     * @param decided what was decided on them
     */
    public static SortedMap<String, byte[]> files(Launch launch, PolicyInput input, Outcome decided) {
        String fixture = "fixtures/run-" + launch.id() + ".json";
        SortedMap<String, byte[]> files = new TreeMap<>();
        files.put(fixture, FactsJson.write(input));
        files.put(
                "run_" + launch.id() + "_test.yaml",
                scenario(launch, fixture, decided).getBytes(StandardCharsets.UTF_8));
        return files;
    }

    private static String scenario(Launch launch, String fixture, Outcome decided) {
        String masked = launch.masked().isEmpty()
                ? ""
                : "# Not as they were, but [masked]: " + Escape.control(String.join(", ", launch.masked())) + "\n";
        return masked + "scenarios:\n"
                + "  - name: " + quoted("run " + launch.id() + " of " + launch.image()) + "\n"
                + "    fixture: " + fixture + "\n"
                + "    expect:\n"
                + "      decision: " + decided.word() + "\n"
                + "      reasons: " + list(decided.codes()) + "\n"
                + (decided.permitted() ? "      obligations: " + list(decided.obligations()) + "\n" : "");
    }

    private static String list(List<String> texts) {
        return texts.stream().map(RecordedScenario::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    /** Between double quotes, in ASCII (YAML 1.2, section 5.7): what an image is called must not become YAML. */
    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        Escape.control(text).codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').appendCodePoint(c);
            } else if (c < DELETE) {
                out.appendCodePoint(c);
            } else {
                out.append("\\U").append(HexFormat.of().toHexDigits(c));
            }
        });
        return out.append('"').toString();
    }
}
