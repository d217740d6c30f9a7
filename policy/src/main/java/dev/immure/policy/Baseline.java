package dev.immure.policy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** The files of the baseline policy, in the jar. */
final class Baseline {
    static final String NAME = "baseline";

    private static final List<String> FILES =
            List.of("10-image.drl", "20-request.drl", "30-limits.drl", "90-permit.drl", "policy.yaml");

    private static final List<String> TESTS =
            List.of("equivalent.yaml", "image_test.yaml", "limits_test.yaml", "request_test.yaml");

    private Baseline() {}

    static SortedMap<String, byte[]> files() {
        SortedMap<String, byte[]> files = new TreeMap<>();
        FILES.forEach(file -> files.put(file, read("/baseline/" + file)));
        return files;
    }

    static SortedMap<String, byte[]> tests() {
        SortedMap<String, byte[]> tests = new TreeMap<>();
        TESTS.forEach(file -> tests.put(file, read("/baseline/tests/" + file)));
        return tests;
    }

    private static byte[] read(String resource) {
        try (InputStream in = Baseline.class.getResourceAsStream(resource)) {
            return Objects.requireNonNull(in, resource).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(resource + " cannot be read from the jar", e);
        }
    }
}
