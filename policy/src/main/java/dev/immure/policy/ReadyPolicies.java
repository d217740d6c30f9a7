package dev.immure.policy;

import dev.immure.policy.internal.yaml.ManifestFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The policies that come with Immure, by name, in the jar. What each is for stands in {@code docs/policy-library.md}. */
public final class ReadyPolicies {
    private static final Map<String, List<String>> RULES = Map.of(
            "judge", List.of("10-judge.drl"),
            "agent-code", List.of("10-agent-code.drl"),
            "ci", List.of("10-ci.drl"),
            "locked-down", List.of("10-locked-down.drl"));

    /** The baseline first, then from the most to the least that is allowed. */
    private static final List<String> NAMES = List.of(Baseline.NAME, "ci", "agent-code", "judge", "locked-down");

    private ReadyPolicies() {}

    public static List<String> names() {
        return NAMES;
    }

    /** The files that decide, by name; empty when there is no such policy. */
    public static Optional<SortedMap<String, byte[]>> files(String name) {
        if (name.equals(Baseline.NAME)) {
            return Optional.of(Baseline.files());
        }
        return Optional.ofNullable(RULES.get(name)).map(rules -> {
            SortedMap<String, byte[]> files = new TreeMap<>();
            rules.forEach(file -> files.put(file, read(name, file)));
            files.put(ManifestFile.NAME, read(name, ManifestFile.NAME));
            return files;
        });
    }

    /** Facts that the policy permits, as tests of other policies can start from them: a fixture in YAML. */
    public static byte[] permitted(String name) {
        return read(name, "tests/fixtures/permitted.yaml");
    }

    /**
     * The tests of the policy, by their names below {@code tests/}.
     *
     * @throws IllegalArgumentException when there is no policy of that name
     */
    public static SortedMap<String, byte[]> tests(String name) {
        SortedMap<String, byte[]> tests = new TreeMap<>();
        if (name.equals(Baseline.NAME)) {
            tests.putAll(Baseline.tests());
        } else if (RULES.containsKey(name)) {
            String scenarios = name + "_test.yaml";
            tests.put(scenarios, read(name, "tests/" + scenarios));
        } else {
            throw new IllegalArgumentException("there is no policy " + name);
        }
        tests.put("fixtures/permitted.yaml", permitted(name));
        return tests;
    }

    /**
     * The policy.
     *
     * @throws IllegalArgumentException when there is none of that name
     */
    public static PolicyBundle load(String name) {
        return load(name, PolicyMemory.NONE);
    }

    /** The same, as it is remembered if it is. */
    public static PolicyBundle load(String name, PolicyMemory memory) {
        SortedMap<String, byte[]> files =
                files(name).orElseThrow(() -> new IllegalArgumentException("there is no policy " + name));
        return PolicyBundle.shipped(name, files, memory);
    }

    private static byte[] read(String policy, String file) {
        String resource = "/policies/" + policy + "/" + file;
        try (InputStream in = ReadyPolicies.class.getResourceAsStream(resource)) {
            return Objects.requireNonNull(in, resource).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(resource + " cannot be read from the jar", e);
        }
    }
}
