package dev.immure.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.render.AnswerRenderer;
import dev.immure.core.host.Finding;
import dev.immure.core.host.HostReport;
import dev.immure.core.host.SelinuxSupport;
import dev.immure.core.host.Wall;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HostDiagnosisTest {
    @Test
    void aHostWithEveryRequiredWallIsReady() {
        HostDiagnosis diagnosis = without(Set.of(Wall.SELINUX));
        assertThat(diagnosis.isReady()).isTrue();
        assertThat(text(diagnosis))
                .contains("absent     selinux: ")
                .contains("to mend:  mend selinux")
                .endsWith("Every required wall can stand here.\n");
    }

    @Test
    void aMissingRequiredWallIsNamedAtTheEnd() {
        HostDiagnosis diagnosis = without(Set.of(Wall.LANDLOCK, Wall.CGROUP, Wall.SELINUX));
        assertThat(diagnosis.isReady()).isFalse();
        assertThat(text(diagnosis))
                .contains("MISSING    landlock: ")
                .contains("evidence: tried landlock")
                .contains("Missing and required: landlock, cgroup. No sandbox starts here");
    }

    @Test
    void evidenceOfTheHostIsEscaped() {
        assertThat(text(without(Set.of()))).contains("6.1\\u001b[0m").doesNotContain("\u001b");
    }

    private static HostDiagnosis without(Set<Wall> missing) {
        List<Finding> findings = Arrays.stream(Wall.values())
                .map(wall -> missing.contains(wall)
                        ? new Finding(wall, Finding.State.MISSING, "tried " + wall.id(), "mend " + wall.id())
                        : new Finding(wall, Finding.State.AVAILABLE, "tried " + wall.id(), ""))
                .toList();
        SelinuxSupport selinux = new SelinuxSupport(SelinuxSupport.State.ABSENT, false, Optional.empty());
        return new HostDiagnosis(new HostReport("6.1\u001b[0m", 100, 2, Optional.empty(), 0, 40, selinux, findings));
    }

    private static String text(HostDiagnosis diagnosis) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        AnswerRenderer.text(new PrintStream(bytes, true, StandardCharsets.UTF_8))
                .render(diagnosis);
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
