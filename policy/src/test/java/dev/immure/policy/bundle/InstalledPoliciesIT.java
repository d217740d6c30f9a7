package dev.immure.policy.bundle;

import static dev.immure.policy.bundle.Bundles.ALICE;
import static dev.immure.policy.bundle.Bundles.NOON;
import static dev.immure.policy.bundle.Bundles.gate;
import static dev.immure.policy.bundle.Bundles.refuses;
import static dev.immure.policy.bundle.Bundles.release;
import static dev.immure.policy.bundle.Bundles.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.image.Digest;
import dev.immure.core.state.StateFault;
import dev.immure.signing.TrustPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstalledPoliciesIT {
    @TempDir
    private Path folder;

    private Path root;
    private InstalledPolicies installed;
    private TrustPolicy trust;

    @BeforeEach
    void open() {
        root = folder.resolve("state/policy");
        installed = new InstalledPolicies(root);
        trust = TrustPolicy.ofKey(Bundles.key(folder, "alice.pem", ALICE));
    }

    private AcceptedBundle accepted(long version) {
        return accepted(version, "what " + version + " says");
    }

    private AcceptedBundle accepted(long version, String text) {
        Path directory = folder.resolve("v" + version + text.hashCode());
        Bundles.directory(directory, Map.of("a.drl", Bundles.RULES.replace("\"verified\")", '"' + text + "\")")));
        BundleFile bundle = BundleBuilder.build(BundleSources.read(directory), release(version));
        return gate(trust).accept(bundle.signed(ALICE, NOON));
    }

    private String[] files() throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            return files.map(file -> file.getFileName().toString()).sorted().toArray(String[]::new);
        }
    }

    @Test
    void toLookMakesNothing() {
        assertThat(installed.current()).isEmpty();
        installed.require(accepted(1));
        assertThat(installed.list().accepted()).isEmpty();
        assertThat(root).doesNotExist();
    }

    @Test
    void anOlderVersionIsRefusedForEver() {
        installed.remember(accepted(7));
        installed.remember(accepted(7));
        refuses(BundleFault.ROLLBACK, "version 7 was accepted here before", () -> installed.remember(accepted(6)));
        refuses(BundleFault.ROLLBACK, "it is version 6", () -> installed.require(accepted(6)));
        refuses(BundleFault.ROLLBACK, "it is version 6", () -> installed.install(accepted(6)));
        installed.remember(accepted(8));
        refuses(BundleFault.ROLLBACK, "version 8", () -> new InstalledPolicies(root).remember(accepted(7)));
    }

    /** Whoever takes the memory away does not take it back to the beginning. */
    @Test
    void aMemoryThatIsGoneIsNotTakenForAnEmptyOne() throws IOException {
        installed.remember(accepted(7));
        Files.delete(root.resolve("bundles.json"));
        refuses(BundleFault.STATE, "it is gone", () -> installed.remember(accepted(6)));
        refuses(BundleFault.STATE, "it is gone", () -> installed.require(accepted(6)));
        refuses(BundleFault.STATE, "it is gone", () -> installed.install(accepted(6)));
        refuses(BundleFault.STATE, "it is gone", () -> installed.uninstall("policies.example/prod"));
        refuses(BundleFault.STATE, "it is gone", () -> installed.current());
        refuses(BundleFault.STATE, "it is gone", () -> installed.list());
    }

    @Test
    void toAskDoesNotRaiseTheVersion() {
        installed.remember(accepted(7));
        installed.require(accepted(9));
        installed.remember(accepted(8));
    }

    @Test
    void anotherBundleOfTheSameVersionIsRefused() {
        installed.remember(accepted(7));
        refuses(
                BundleFault.FORKED,
                "calls itself policies.example/prod version 7",
                () -> installed.remember(accepted(7, "another text")));
    }

    @Test
    void anInstalledBundleIsInPlaceAndTheOneBeforeIsKept() throws IOException {
        AcceptedBundle seven = accepted(7);
        AcceptedBundle eight = accepted(8);
        AcceptedBundle nine = accepted(9);
        for (AcceptedBundle bundle : new AcceptedBundle[] {seven, eight, eight, nine}) {
            installed.install(bundle);
        }
        assertThat(installed.current().orElseThrow().digest())
                .isEqualTo(nine.file().digest());
        assertThat(installed.list().previous().orElseThrow().digest())
                .isEqualTo(eight.file().digest());
        assertThat(files()).containsExactlyInAnyOrder(name(eight), name(nine), "bundles.json", "lock");
        // Not believed because it lies there: it has to pass the gate each time.
        assertThat(gate(trust)
                        .accept(installed.current().orElseThrow())
                        .policy()
                        .digest())
                .isEqualTo(nine.policy().digest());
    }

    private static String name(AcceptedBundle bundle) {
        return bundle.file().digest().hex() + ".bundle";
    }

    @Test
    void moreSignaturesReplaceTheFileOfTheSameBundle() {
        AcceptedBundle one = accepted(7);
        installed.install(one);
        installed.install(gate(trust).accept(one.file().signed(Bundles.BOB, NOON)));
        assertThat(installed.current().orElseThrow().attachments()).isEqualTo(2);
    }

    @Test
    void whatIsTakenAwayIsRemembered() throws IOException {
        installed.install(accepted(7));
        refuses(BundleFault.NOT_INSTALLED, "the one in place is", () -> installed.uninstall("other"));
        installed.uninstall(Bundles.NAME);
        assertThat(installed.current()).isEmpty();
        assertThat(files()).containsExactly("bundles.json", "lock");
        refuses(BundleFault.NOT_INSTALLED, "none is in place", () -> installed.uninstall(Bundles.NAME));
        refuses(BundleFault.ROLLBACK, "", () -> installed.install(accepted(6)));
    }

    @Test
    void aDamagedMemoryIsNotTakenForAnEmptyOne() throws IOException {
        installed.install(accepted(7));
        Path memory = root.resolve("bundles.json");
        String json = Files.readString(memory);
        for (String broken : new String[] {
            "",
            "{}",
            json.substring(1),
            json.replace("\"schema\":1", "\"schema\":2"),
            json.replace(":7,", ":0,"),
            json.replace("sha256:", "sha255:"),
            json + "x"
        }) {
            Files.writeString(memory, broken);
            refuses(BundleFault.STATE, "", () -> installed.remember(accepted(7)));
            refuses(BundleFault.STATE, "", () -> installed.current());
        }
    }

    @Test
    void aFileThatWasChangedInPlaceIsRefused() throws IOException {
        AcceptedBundle seven = accepted(7);
        installed.install(seven);
        Path file = root.resolve(name(seven));
        byte[] other = BundleArchive.write(accepted(6).file());
        Files.write(file, other);
        refuses(BundleFault.STATE, "it is policies.example/prod:6", () -> installed.current());
        Files.delete(file);
        refuses(BundleFault.STATE, "it is gone", () -> installed.current());
    }

    @Test
    void aStateOfOthersIsRefused() throws IOException {
        installed.remember(accepted(7));
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxrwx---"));
        refuses(StateFault.OWNER, "", () -> installed.require(accepted(7)));
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
        Path moved = Files.move(root, folder.resolve("elsewhere"));
        Files.createSymbolicLink(root, moved);
        refuses(StateFault.IO, "", () -> installed.require(accepted(7)));
    }

    @Test
    void memoryReadsBackTheSame() {
        BundleIdentity one = new BundleIdentity("a", 1, Digest.of(utf8("1")));
        BundleIdentity two = new BundleIdentity("b/c", (1L << 53) - 1, Digest.of(utf8("2")));
        BundleMemory memory = new BundleMemory(Optional.of(two), Optional.of(one), List.of(two, one));
        assertThat(MemoryJson.read(MemoryJson.write(memory), "memory")).isEqualTo(memory);
        assertThat(memory.accepted()).containsExactly(one, two);
    }
}
