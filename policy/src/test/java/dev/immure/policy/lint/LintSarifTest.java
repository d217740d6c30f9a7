package dev.immure.policy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.Fault;
import dev.immure.policy.PolicyBundle;
import dev.immure.policy.PolicyCompilation;
import dev.immure.policy.audit.SarifSchema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Findings as other programs read them. */
class LintSarifTest {
    private static final String RULE = """
            rule "ABC-001 never"
            when
                RunRequest( user == "a", user == "b" )
            then
                decision.permit("A", "never");
            end
            """;

    @TempDir
    private Path directory;

    private static PolicyCompilation compile(String drl) {
        TreeMap<String, byte[]> files = new TreeMap<>();
        files.put("a b.drl", drl.getBytes(StandardCharsets.UTF_8));
        return PolicyBundle.compile("test", files);
    }

    @Test
    void findingsFitTheSchemaOfSarif() throws IOException, InterruptedException {
        List<Finding> findings =
                PolicyLint.of(PolicyBundle.orThrow(compile(RULE)).policy(), LocalDate.parse("2026-11-23"));
        assertThat(findings).isNotEmpty();
        SarifSchema.assertFits(directory, LintSarif.of(List.of(), findings, "immure 0.1"));
        SarifSchema.assertFits(directory, LintSarif.of(List.of(), List.of(), "immure 0.1"));
    }

    @Test
    void faultsFitTheSchemaOfSarif() throws IOException, InterruptedException {
        List<Fault> faults = switch (compile(RULE.replace("user == \"a\"", "eval( true )"))) {
            case PolicyCompilation.Compiled compiled -> List.of();
            case PolicyCompilation.Rejected rejected -> rejected.faults();
        };
        assertThat(faults).isNotEmpty();
        SarifSchema.assertFits(directory, LintSarif.of(faults, List.of(), "immure 0.1"));
    }
}
