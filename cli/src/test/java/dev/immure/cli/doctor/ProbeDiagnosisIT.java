package dev.immure.cli.doctor;

import static dev.immure.cli.attack.PlanEdits.NEW_IPC;
import static dev.immure.cli.attack.PlanEdits.edit;
import static dev.immure.cli.attack.PlanEdits.noFilter;
import static dev.immure.cli.attack.PlanEdits.numbers;
import static dev.immure.cli.attack.PlanEdits.shared;
import static dev.immure.cli.attack.PlanEdits.without;
import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.attack.Range;
import dev.immure.cli.demo.ProbeBox;
import dev.immure.cli.pipeline.WeakenedRun;
import dev.immure.cli.render.AnswerRenderer;
import dev.immure.core.audit.Verdict;
import dev.immure.core.audit.WallState;
import dev.immure.core.host.HostProbe;
import dev.immure.core.plan.LaunchPlan;
import dev.immure.core.plan.Opcode;
import dev.immure.core.runtime.Rlimit;
import dev.immure.profiles.ProfileCatalog;
import dev.immure.profiles.SecurityProfile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A sandbox with a wall taken away is not called sound, and the wall is named. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProbeDiagnosisIT {
    private final Range range;
    private final SecurityProfile profile = ProfileCatalog.shipped().load("default");

    ProbeDiagnosisIT(@TempDir Path folder) throws IOException {
        range = Range.open(folder);
    }

    @BeforeAll
    void packTheProbe() throws IOException {
        range.image("probe:v1", range.tree("tree"), "--entrypoint", "/bin/probe", "-u", "1000:1000");
    }

    @Test
    void aSandboxWithAllItsWallsIsSound() {
        ProbeDiagnosis diagnosis = diagnose(UnaryOperator.identity());
        assertThat(diagnosis.isSound()).as(text(diagnosis)).isTrue();
        assertThat(text(diagnosis)).endsWith("Sound: every layer is as strong as the profile says.\n");
    }

    @Test
    void aMissingFilterIsNamed() {
        assertWeak(noFilter(), "seccomp", "user, network, seccomp, limits");
    }

    @Test
    void aSharedNamespaceIsNamed() {
        assertWeak(shared(NEW_IPC), "ipc", "ipc");
    }

    @Test
    void missingMasksAreNamed() {
        assertWeak(without(Opcode.MASK_PATH), "files", "files");
    }

    @Test
    void aBoundingSetThatWasKeptIsNamed() {
        assertWeak(without(Opcode.DROP_BOUNDING), "capabilities", "capabilities");
    }

    /** Nothing in the tour looks at it: the profile's own figures are held against what the probe reads. */
    @Test
    void aLimitAboveTheProfilesIsNamed() {
        long openFiles = Rlimit.Resource.RLIMIT_NOFILE.number();
        assertWeak(
                edit(
                        Opcode.SET_RLIMIT,
                        op -> op.numbers().getFirst() == openFiles ? numbers(op, openFiles, 4097L, 4097L) : op),
                "limits",
                "limits");
    }

    /** The walls of the default profile stand, and the profile is a stricter one. */
    @Test
    void theFilterOfAnotherProfileIsNotThatOfThisOne() {
        SecurityProfile strict = ProfileCatalog.shipped().load("strict");
        ProbeFindings findings = complete();
        ProbeDiagnosis diagnosis = ProbeDiagnosis.of(
                strict, HostProbe.probe(), List.of(), said(UnaryOperator.identity(), inside(strict)), findings);
        assertThat(weaknesses(diagnosis, "seccomp")).anyMatch(line -> line.startsWith("socket(0x1, 0x1, "));
        assertThat(weaknesses(diagnosis, "limits")).anyMatch(line -> line.startsWith("RLIMIT_NOFILE: "));
    }

    @Test
    void aProbeThatDoesNotAnswerLeavesNothingSound() {
        ProbeDiagnosis diagnosis =
                ProbeDiagnosis.of(profile, HostProbe.probe(), List.of(), List.of(), new ProbeFindings());
        assertThat(diagnosis.isSound()).isFalse();
        assertThat(diagnosis.layers())
                .allSatisfy(
                        layer -> assertThat(layer.isSound()).as(layer.name()).isFalse());
        assertThat(text(diagnosis)).contains("NOT SOUND").contains("the probe did not tell");
    }

    /** What comes half-way is not enough: a probe that was killed in its tour has not tried the rest. */
    @Test
    void aProbeThatStopsHalfWayIsNotEnough() {
        List<String> lines = said(UnaryOperator.identity(), Range.probe());
        ProbeFindings findings = complete();
        ProbeDiagnosis diagnosis = ProbeDiagnosis.of(
                profile,
                HostProbe.probe(),
                ProbeBox.attempts(lines.subList(0, lines.size() / 2).stream()),
                said(UnaryOperator.identity(), inside(profile)),
                findings);
        assertThat(diagnosis.isSound()).isFalse();
        assertThat(weaknesses(diagnosis, "environment")).containsExactly("the probe did not tell");
    }

    @Test
    void aWallThatWasWaivedDoesNotStand() {
        ProbeFindings findings = complete();
        findings.receipt(Map.of("landlock", new WallState.Waived("this kernel does not offer it")));
        assertThat(findings.layers())
                .filteredOn(layer -> layer.name().equals("landlock"))
                .allSatisfy(layer -> assertThat(layer.isSound()).isFalse());
    }

    private void assertWeak(Function<LaunchPlan, LaunchPlan> change, String layer, String all) {
        ProbeDiagnosis diagnosis = diagnose(change);
        assertThat(diagnosis.isSound()).isFalse();
        assertThat(weaknesses(diagnosis, layer)).isNotEmpty();
        assertThat(text(diagnosis))
                .contains("WEAK       " + layer + " ", "evidence: ", "to mend:  ")
                .endsWith("NOT SOUND. Weaker than the profile says: " + all + ".\n");
    }

    private static List<String> weaknesses(ProbeDiagnosis diagnosis, String name) {
        return diagnosis.layers().stream()
                .filter(layer -> layer.name().equals(name))
                .flatMap(layer -> layer.weaknesses().stream())
                .toList();
    }

    private ProbeDiagnosis diagnose(Function<LaunchPlan, LaunchPlan> change) {
        return ProbeDiagnosis.of(
                profile,
                HostProbe.probe(),
                ProbeBox.attempts(said(change, Range.probe()).stream()),
                said(change, inside(profile)),
                complete());
    }

    /** What these runs do not tell: how a program ends that takes too much memory. */
    private static ProbeFindings complete() {
        ProbeFindings findings = new ProbeFindings();
        findings.memory(Verdict.MLE);
        return findings;
    }

    private static String[] inside(SecurityProfile profile) {
        return ProbeDiagnosis.inside(profile).toArray(String[]::new);
    }

    private List<String> said(Function<LaunchPlan, LaunchPlan> change, String... command) {
        return new WeakenedRun(range.setting(), change::apply, UnaryOperator.identity())
                .run(range.wish(command))
                .lines();
    }

    private static String text(ProbeDiagnosis diagnosis) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        AnswerRenderer.text(new PrintStream(bytes, true, StandardCharsets.UTF_8))
                .render(diagnosis);
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
