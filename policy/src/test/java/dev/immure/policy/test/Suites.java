package dev.immure.policy.test;

import dev.immure.policy.PolicyBundle;
import dev.immure.policy.PolicyCompilation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;

/** Policies with tests, written by tests. */
final class Suites {
    static final String RULES = """
            rule "CAP-001 capabilities"
            when
                CapabilityRequest( name not in ("CAP_CHOWN", "CAP_KILL"), $name : name )
            then
                decision.deny("CAPABILITY", "{}", $name);
            end

            rule "LIM-001 memory"
            when
                Parameter( name == "most", $most : bytes )
                ResourceRequest( memoryBytes > $most && memoryBytes != ResourceRequest.UNLIMITED )
            then
                decision.deny("MEMORY", "too much");
            end

            rule "MNT-001 mounts"
            when
                MountRequest( source matches "/(etc|usr)/.*", !readOnly )
            then
                decision.warn("MOUNT", "writable");
                decision.require("no-network");
            end

            rule "OLD-001 until the new year"
            date-expires "2027-01-01"
            when
                ImageFacts( platform == "linux/arm64" )
            then
                decision.warn("PLATFORM", "soon");
            end

            rule "PRM-001 signed"
            when
                ImageFacts( verification == "verified" )
                not SignatureFacts( signer str[startsWith] "test" )
            then
                decision.permit("SIGNED", "signed");
                decision.require("cap-memory", "1g");
            end
            """;

    private Suites() {}

    static PolicyBundle policy(String drl) {
        TreeMap<String, byte[]> files = new TreeMap<>();
        files.put("rules.drl", drl.getBytes(StandardCharsets.UTF_8));
        if (drl.contains("\"most\"")) {
            files.put("policy.yaml", "schema: 1\nparameters: {most: 1g}\n".getBytes(StandardCharsets.UTF_8));
        }
        return switch (PolicyBundle.compile("test", files)) {
            case PolicyCompilation.Compiled compiled -> compiled.bundle();
            case PolicyCompilation.Rejected rejected -> throw new AssertionError(rejected.faults());
        };
    }

    static void write(Path directory, String name, String content) throws IOException {
        Path file = directory.resolve("tests").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    static TestRun run(Path directory, String scenarios) throws IOException {
        write(directory, "a_test.yaml", scenarios);
        PolicyBundle policy = policy(RULES);
        return TestRun.of(policy, TestSuite.load(directory, policy));
    }
}
