package dev.immure.policy.bundle;

import static dev.immure.policy.bundle.Bundles.ALICE;
import static dev.immure.policy.bundle.Bundles.BOB;
import static dev.immure.policy.bundle.Bundles.NOON;
import static dev.immure.policy.bundle.Bundles.gate;
import static dev.immure.policy.bundle.Bundles.refuses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.policy.PolicyBundle;
import dev.immure.policy.PolicyMemory;
import dev.immure.policy.PolicyOrigin;
import dev.immure.policy.ReadyPolicies;
import dev.immure.policy.bundle.PolicyChoice.Use;
import dev.immure.signing.fault.SigningFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyChoiceIT {
    private static final EngineVersion ENGINE = new EngineVersion(0, 1, 0);

    @TempDir
    private Path folder;

    private Path directory;
    private PolicyChoice open;
    private PolicyChoice closed;

    @BeforeEach
    void prepare() throws IOException {
        directory = Files.createDirectory(folder.resolve("policies"));
        InstalledPolicies installed = new InstalledPolicies(folder.resolve("state"));
        open = new PolicyChoice(Optional.empty(), installed, PolicyMemory.NONE, ENGINE);
        closed = new PolicyChoice(Optional.of(gate(Bundles.twoOfTwo(folder))), installed, PolicyMemory.NONE, ENGINE);
    }

    private Path file(String name, BundleFile bundle) throws IOException {
        return Files.write(folder.resolve(name), BundleArchive.write(bundle));
    }

    private BundleFile signed(long version) {
        return Bundles.build(directory, version).signed(ALICE, NOON).signed(BOB, NOON);
    }

    @Test
    void aDirectoryDecidesWhereNobodyIsTrustedAndSaysThatItIsUnsigned() {
        Bundles.build(directory, 1);
        PolicyBundle chosen = open.choose(Optional.of(directory), Use.LAUNCH);
        assertThat(chosen.origin()).isEqualTo(PolicyOrigin.UNSIGNED);
        assertThat(chosen.title()).isEqualTo(directory + " (unsigned policy)");
        assertThat(open.choose(Optional.of(directory.resolve("a.drl")), Use.LAUNCH)
                        .origin())
                .isEqualTo(PolicyOrigin.UNSIGNED);
    }

    @Test
    void aDirectoryForALaterVersionDoesNotDecide() throws IOException {
        Bundles.build(directory, 1);
        Files.writeString(directory.resolve("policy.yaml"), "schema: 1\nminimum-engine: 0.1.1\n");
        refuses(
                BundleFault.ENGINE,
                "it needs Immure 0.1.1, and this is 0.1.0",
                () -> open.choose(Optional.of(directory), Use.ASK));
        Files.writeString(directory.resolve("policy.yaml"), "schema: 1\nminimum-engine: 0.1.0\n");
        assertThat(open.choose(Optional.of(directory), Use.ASK).origin()).isEqualTo(PolicyOrigin.UNSIGNED);
    }

    @Test
    void theShippedPolicyDecidesOnlyWhereNobodyIsTrusted() {
        assertThat(open.choose(Optional.empty(), Use.LAUNCH).origin()).isEqualTo(PolicyOrigin.SHIPPED);
        refuses(BundleFault.NONE_IN_PLACE, "signed bundles only", () -> closed.choose(Optional.empty(), Use.LAUNCH));
    }

    @Test
    void aReadyPolicyDecidesByItsNameOnlyWhereNobodyIsTrusted() {
        Optional<Path> judge = Optional.of(Path.of("judge"));
        assertThat(open.choose(judge, Use.LAUNCH)).satisfies(policy -> {
            assertThat(policy.origin()).isEqualTo(PolicyOrigin.SHIPPED);
            assertThat(policy.digest()).isEqualTo(ReadyPolicies.load("judge").digest());
        });
        refuses(BundleFault.NOT_A_BUNDLE, "signed bundles only", () -> closed.choose(judge, Use.LAUNCH));
    }

    @Test
    void whereSomebodyIsTrustedNothingUnsignedDecides() throws IOException {
        BundleFile unsigned = Bundles.build(directory, 1);
        refuses(
                BundleFault.NOT_A_BUNDLE,
                "signed bundles only",
                () -> closed.choose(Optional.of(directory), Use.LAUNCH));
        refuses(
                BundleFault.NOT_A_BUNDLE,
                "signed bundles only",
                () -> closed.choose(Optional.of(directory.resolve("a.drl")), Use.ASK));
        Path stripped = file("stripped.bundle", unsigned);
        refuses(BundleFault.NOT_SIGNED, "no signature", () -> closed.choose(Optional.of(stripped), Use.LAUNCH));
        Path once = file("once.bundle", unsigned.signed(ALICE, NOON));
        refuses(SigningFault.THRESHOLD, "1 of the 2", () -> closed.choose(Optional.of(once), Use.LAUNCH));
        Path renamed = Files.copy(directory.resolve("a.drl"), folder.resolve("rules.bundle"));
        refuses(BundleFault.FORMAT, "no archive", () -> closed.choose(Optional.of(renamed), Use.LAUNCH));
    }

    @Test
    void aBundleNeedsSomebodyToTrustEvenWhereDirectoriesDecide() throws IOException {
        Path bundle = file("p.bundle", signed(1));
        refuses(BundleFault.NO_TRUST, "nothing says", () -> open.choose(Optional.of(bundle), Use.LAUNCH));
        closed.installed().install(closed.gate().orElseThrow().accept(PolicyChoice.read(bundle)));
        refuses(BundleFault.NO_TRUST, "nothing says", () -> open.choose(Optional.empty(), Use.LAUNCH));
    }

    @Test
    void aSignedBundleDecidesAndSoDoesTheOneInPlace() throws IOException {
        Path bundle = file("p.bundle", signed(1));
        PolicyBundle chosen = closed.choose(Optional.of(bundle), Use.LAUNCH);
        assertThat(chosen.origin()).isEqualTo(PolicyOrigin.SIGNED);
        assertThat(chosen.title()).isEqualTo("policies.example/prod:1");
        closed.installed().install(closed.gate().orElseThrow().accept(signed(2)));
        assertThat(closed.choose(Optional.empty(), Use.LAUNCH).title()).isEqualTo("policies.example/prod:2");
    }

    @Test
    void aLaunchIsRememberedAndAQuestionIsNot() throws IOException {
        Path one = file("1.bundle", signed(1));
        Path two = file("2.bundle", signed(2));
        closed.choose(Optional.of(two), Use.ASK);
        closed.choose(Optional.of(one), Use.LAUNCH);
        closed.choose(Optional.of(two), Use.LAUNCH);
        refuses(BundleFault.ROLLBACK, "version 2", () -> closed.choose(Optional.of(one), Use.LAUNCH));
        refuses(BundleFault.ROLLBACK, "version 2", () -> closed.choose(Optional.of(one), Use.ASK));
    }

    @Test
    void toLookAtABundleNeedsNoSignatureAndGivesNone() throws IOException {
        PolicyBundle looked = PolicyChoice.look(file("p.bundle", Bundles.build(directory, 1)));
        assertThat(looked.origin()).isEqualTo(PolicyOrigin.UNSIGNED);
        assertThat(looked.digest()).isEqualTo(PolicyChoice.look(directory).digest());
    }

    @Test
    void whatIsNoFileIsNotRead() throws IOException, InterruptedException {
        Path fifo = folder.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        refuses(BundleFault.UNREADABLE, "not a regular file", () -> PolicyChoice.read(fifo));
        refuses(BundleFault.UNREADABLE, "NoSuchFile", () -> PolicyChoice.read(folder.resolve("none")));
    }
}
