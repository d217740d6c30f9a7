package dev.immure.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.core.ImmureException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyBundleTest {
    private static final String SECOND = Policies.PERMIT.replace("PRM-001 all", "PRM-002 all");

    @TempDir
    Path directory;

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private static void assertRefused(Path place, String code, String why) {
        assertThatThrownBy(() -> PolicyBundle.load(place)).isInstanceOfSatisfying(ImmureException.class, e -> {
            assertThat(e.fault().code().id()).isEqualTo(code);
            assertThat(e.fault().why()).contains(why);
        });
    }

    @Test
    void readsTheDrlFilesOfADirectoryAndNothingElse() throws IOException {
        write("b.drl", Policies.PERMIT);
        write("a.drl", SECOND);
        write("a_test.yaml", "not a rule");
        assertThat(PolicyBundle.load(directory).rules()).containsExactly("PRM-001 all", "PRM-002 all");
    }

    /** Who may add a file adds rules, and a directory is sticky for its entries alone. */
    @Test
    void aPolicyThatSomebodyElseMayChangeIsRefused() throws IOException {
        write("a.drl", Policies.PERMIT);
        Files.setPosixFilePermissions(directory.resolve("a.drl"), PosixFilePermissions.fromString("rw-r--rw-"));
        assertRefused(directory, "IMM-POLICY-PERMISSIONS", "everybody may change it");
        Files.setPosixFilePermissions(directory.resolve("a.drl"), PosixFilePermissions.fromString("rw-r--r--"));
        Files.setAttribute(directory, "unix:mode", 01777);
        assertRefused(directory, "IMM-POLICY-PERMISSIONS", "everybody may change it");
        Files.setAttribute(directory, "unix:mode", 0775);
        assertRefused(directory.resolve("a.drl"), "IMM-POLICY-PERMISSIONS", "its group may change " + directory);
    }

    @Test
    void theSameSourcesAreUnderstoodOnceAndChangedOnesAtOnce() throws IOException {
        write("a.drl", Policies.PERMIT);
        PolicyBundle first = PolicyBundle.load(directory);
        assertThat(PolicyBundle.load(directory)).isSameAs(first);
        write("a.drl", Policies.PERMIT.replace("PRM-001", "PRM-003"));
        assertThat(PolicyBundle.load(directory).rules()).containsExactly("PRM-003 all");
        write("a.drl", Policies.PERMIT);
        write("b.drl", SECOND);
        assertThat(PolicyBundle.load(directory).rules()).containsExactly("PRM-001 all", "PRM-002 all");
    }

    @Test
    void readsOneFile() throws IOException {
        write("one.drl", Policies.PERMIT);
        assertThat(PolicyBundle.load(directory.resolve("one.drl")).rules()).containsExactly("PRM-001 all");
    }

    @Test
    void theDigestCoversWhatRulesSayAndNotHowTheyAreWritten() throws IOException {
        write("a.drl", Policies.PERMIT + SECOND);
        PolicyBundle one = PolicyBundle.load(directory);
        write("a.drl", "// moved\n" + SECOND.replace("    ", "\t"));
        write("b.drl", "package other;\n" + Policies.PERMIT);
        PolicyBundle other = PolicyBundle.load(directory);
        assertThat(other.digest()).isEqualTo(one.digest());

        write("b.drl", Policies.PERMIT.replace("everything", "everything!"));
        assertThat(PolicyBundle.load(directory).digest()).isNotEqualTo(one.digest());
    }

    @Test
    void thePolicyIsDataWithAFixedForm() {
        String drl = """
                rule "ABC-001 x" salience 3 date-expires "2027-01-01"
                when
                    $m : MountRequest( $s : source, source != "/" && (readOnly || destination in ("/a", "/b")) )
                    not ( ImageFacts( labels["t"] == null, reference == $s ) and RunRequest( argv contains "x" ) )
                then
                    decision.deny("D", "{}", $s);
                    decision.require("cap-pids", "9");
                end
                """;
        assertThat(new String(Policies.compile(drl).canonicalJson(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"format\":\"immure-policy\",\"version\":1,\"rules\":[{\"name\":\"ABC-001 x\",\"salience\":3,"
                                + "\"expires\":\"2027-01-01\",\"when\":[[{\"match\":[{\"slot\":0,\"fact\":\"MountRequest\","
                                + "\"bind\":{\"$s\":\"source\"},\"all\":[{\"all\":[{\"field\":\"source\",\"is\":\"!=\",\"value\":\"/\"},"
                                + "{\"any\":[{\"field\":\"readOnly\",\"is\":\"==\",\"value\":true},"
                                + "{\"field\":\"destination\",\"is\":\"in\",\"values\":[\"/a\",\"/b\"]}]}]}]}]},"
                                + "{\"not\":[{\"slot\":1,\"fact\":\"ImageFacts\",\"bind\":{},\"all\":[{\"field\":\"labels\",\"key\":\"t\","
                                + "\"is\":\"==\",\"value\":null},{\"field\":\"reference\",\"is\":\"==\",\"ofSlot\":0,\"ofField\":\"source\"}]},"
                                + "{\"slot\":2,\"fact\":\"RunRequest\",\"bind\":{},\"all\":[{\"field\":\"argv\",\"is\":\"contains\","
                                + "\"value\":\"x\"}]}]}]],\"then\":[{\"deny\":\"D\",\"text\":\"{}\",\"of\":[\"$s\"]},"
                                + "{\"require\":\"cap-pids\",\"value\":\"9\"}]}]}");
    }

    @Test
    void refusesALinkAmongItsFiles() throws IOException {
        write("real.txt", Policies.PERMIT);
        Files.createSymbolicLink(directory.resolve("a.drl"), directory.resolve("real.txt"));
        assertRefused(directory, "IMM-POLICY-NOT-REGULAR", "not a regular file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"policy.yml", "waivers.yml", "waiver.yaml"})
    void aFileThatWouldBeOverlookedIsAFault(String name) throws IOException {
        write("a.drl", Policies.PERMIT);
        write(name, "schema: 1\n");
        assertRefused(directory, "IMM-POLICY-FILE-NAME", "would not be read");
    }

    @Test
    void refusesALinkAsManifest() throws IOException {
        write("a.drl", Policies.PERMIT);
        write("real.yaml", "schema: 1\n");
        Files.createSymbolicLink(directory.resolve("policy.yaml"), directory.resolve("real.yaml"));
        assertRefused(directory, "IMM-POLICY-NOT-REGULAR", "not a regular file");
    }

    @Test
    void aManifestAloneMakesAPolicyOfTheBaseline() throws IOException {
        write("policy.yaml", "schema: 1\nbase: baseline\nparameters:\n  max-memory: 2g\n");
        PolicyBundle bundle = PolicyBundle.load(directory);
        assertThat(bundle.rules()).isEqualTo(PolicyBundle.baseline().rules());
        assertThat(bundle.digest()).isNotEqualTo(PolicyBundle.baseline().digest());
    }

    @Test
    void refusesADirectoryNamedLikeAFile() throws IOException {
        Files.createDirectory(directory.resolve("a.drl"));
        assertRefused(directory, "IMM-POLICY-NOT-REGULAR", "not a regular file");
    }

    @Test
    void refusesAPlaceThatIsNotThere() {
        assertRefused(directory.resolve("none"), "IMM-POLICY-UNREADABLE", "NoSuchFile");
    }

    @Test
    void refusesADirectoryWithoutRules() throws IOException {
        write("a.drl", "package a;\n");
        assertRefused(directory, "IMM-POLICY-EMPTY", "no rule");
    }

    @Test
    void refusesAFileBeyondTheLimitWithoutReadingAllOfIt() throws IOException {
        Path big = directory.resolve("big.drl");
        try (var channel = Files.newByteChannel(
                big, java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.WRITE)) {
            channel.position(1L << 33);
            channel.write(java.nio.ByteBuffer.wrap(new byte[1]));
        }
        assertRefused(directory, "IMM-POLICY-SIZE", "bytes");
    }

    @Test
    void refusesMoreFilesThanABundleMayHave() throws IOException {
        for (int i = 0; i < 65; i++) {
            write("f" + i + ".drl", "");
        }
        assertRefused(directory, "IMM-POLICY-SIZE", "more than 64 files");
    }

    @Test
    void tellsSeveralFaultsInOneSentence() throws IOException {
        write("a.drl", Policies.PERMIT.replace("ImageFacts", "Image"));
        write("b.drl", "import java.lang.*\n" + SECOND);
        assertRefused(
                directory,
                "IMM-POLICY-BUNDLE",
                "a.drl:3 there is no fact type 'Image' [IMM-POLICY-FACT-TYPE]; b.drl:1 the file imports java.lang.* [IMM-POLICY-IMPORT]");
        assertThat(PolicyBundle.check(directory))
                .isInstanceOfSatisfying(
                        PolicyCompilation.Rejected.class,
                        rejected -> assertThat(rejected.faults()).hasSize(2));
    }

    @Test
    void theSameRuleInTwoFilesIsAFault() throws IOException {
        write("a.drl", Policies.PERMIT);
        write("b.drl", Policies.PERMIT);
        assertRefused(directory, "IMM-POLICY-RULE-TWICE", "a.drl:1");
    }

    @Test
    void theBaselineHasRulesOfItsOwn() {
        List<String> rules = PolicyBundle.baseline().rules();
        assertThat(rules).hasSizeGreaterThan(15);
        assertThat(PolicyBundle.baseline().digest())
                .isEqualTo(PolicyBundle.baseline().digest());
    }
}
