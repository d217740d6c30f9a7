package dev.immure.cli.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.SuppressForbidden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --copy-in} and {@code --copy-out} as a caller sees them, and what a hostile image or source makes of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressForbidden(reason = "mkfifo(1)")
class CopyIT {
    private final Path folder;
    private final Bench bench;
    private int count;

    CopyIT(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.bench = Bench.open(folder);
    }

    private Path directory() throws IOException {
        return Files.createDirectory(folder.resolve("case" + ++count));
    }

    private static String in(Path source, String destination) {
        return source + ":" + destination;
    }

    private static void assertFault(Bench.Outcome outcome, String code, String why) {
        assertThat(outcome.err()).contains(code).contains(why);
        assertThat(outcome.status()).isEqualTo(125);
        assertThat(outcome.out()).isEmpty();
    }

    private static void fifo(Path path) throws IOException {
        assertThat(new ProcessBuilder("mkfifo", path.toString())
                        .start()
                        .onExit()
                        .join()
                        .exitValue())
                .isZero();
    }

    @Test
    void aTreeArrivesWithItsModesAndLinksAndBelongsToTheProgram() throws IOException {
        Path source = directory();
        Files.createDirectories(source.resolve("deep/er"));
        Bench.write(source.resolve("deep/er/data"), "content", "rw-------");
        Bench.write(source.resolve("run.sh"), "#!/bin/sh\necho ran\n", "rwxr-x---");
        Files.createSymbolicLink(source.resolve("link"), Path.of("/etc/shadow"));
        Bench.Outcome outcome = bench.run(
                List.of("--copy-in", in(source, "/box/made/here")),
                "cd /box/made/here && cat deep/er/data && echo && ./run.sh && readlink link"
                        + " && stat -c '%a %u:%g' run.sh deep/er/data . && touch deep/new && stat -c %u:%g ..");
        assertThat(outcome.out())
                .isEqualTo("content\nran\n/etc/shadow\n750 1000:1000\n600 1000:1000\n755 1000:1000\n0:0\n");
        assertThat(outcome.status()).isZero();
    }

    /** execve(2), ETXTBSY: a descriptor that somebody still has open for writing. */
    @Test
    void aProgramThatIsCopiedInIsExecutedAtOnce() throws IOException {
        for (int i = 0; i < 10; i++) {
            Bench.Outcome outcome =
                    bench.run(List.of("--copy-in", "/bin/true:/box/prog", "--entrypoint", "/box/prog"), "ignored");
            assertThat(outcome.status()).as(outcome.err()).isZero();
        }
    }

    @Test
    void itIsThereOnAReadOnlyRootToo() throws IOException {
        Path source = Files.writeString(directory().resolve("file"), "text");
        Bench.Outcome outcome = bench.run(
                List.of("--read-only", "--copy-in", in(source, "/box/file"), "--copy-in", in(source, "/tmp/file")),
                "cat /box/file /tmp/file; touch /box/other 2>/dev/null || echo refused");
        assertThat(outcome.out()).isEqualTo("texttextrefused\n");
    }

    /** What is in the way goes, and is never written through: not a link to the host, nor one inside. */
    @Test
    void aLinkOfTheImageInTheWayIsReplacedAndNotFollowed() throws IOException {
        Path canary = Files.writeString(directory().resolve("canary"), "canary");
        Path tree = bench.tree("linked");
        Files.createSymbolicLink(tree.resolve("box/file"), canary);
        Files.createSymbolicLink(tree.resolve("box/inside"), Path.of("/etc/passwd"));
        bench.image("linked:v1", tree);
        Path source = Files.writeString(directory().resolve("file"), "text");
        Bench.Outcome outcome = bench.run(
                List.of("--copy-in", in(source, "/box/file"), "--copy-in", in(source, "/box/inside")),
                "linked:v1",
                "cat /box/file /box/inside; head -c 4 /etc/passwd; test -L /box/file || echo file");
        assertThat(outcome.out()).isEqualTo("texttextrootfile\n");
        assertThat(canary).hasContent("canary");
    }

    /** E18 (bubblewrap CVE-2026-87766), E1: a parent that is a link leads to the image's own root, whatever it says. */
    @ParameterizedTest
    @ValueSource(strings = {"../../../..", "/proc/1/root", "/proc/self/cwd"})
    void aLinkOnTheWayStaysInside(String target) throws IOException {
        Path outside = directory();
        Path tree = bench.tree("parent" + count);
        Files.createSymbolicLink(tree.resolve("box/up"), Path.of(target));
        bench.image("parent:v" + count, tree);
        Path source = Files.writeString(directory().resolve("file"), "text");
        String place = outside.resolve("file").toString();
        bench.run(List.of("--copy-in", in(source, "/box/up" + place)), "parent:v" + (count - 1), "true");
        assertThat(Bench.names(outside)).isEmpty();
    }

    @Test
    void anInnocentLinkOnTheWayWorks() throws IOException {
        Path tree = bench.tree("innocent");
        Files.createDirectory(tree.resolve("var"));
        Files.createSymbolicLink(tree.resolve("var/run"), Path.of("/run"));
        bench.image("innocent:v1", tree);
        Path source = Files.writeString(directory().resolve("file"), "text");
        Bench.Outcome outcome =
                bench.run(List.of("--copy-in", in(source, "/var/run/here/file")), "innocent:v1", "cat /run/here/file");
        assertThat(outcome.out()).isEqualTo("text");
    }

    @Test
    void aDirectoryInTheWayOfAFileIsToldOf() throws IOException {
        Path source = Files.writeString(directory().resolve("file"), "text");
        assertFault(
                bench.run(List.of("--copy-in", in(source, "/box")), "true"),
                "IMM-LAUNCH-COPY-IN",
                "a directory stands");
    }

    @Test
    void moreThanTheDiskLimitIsRefused() throws IOException {
        Path source = Files.write(directory().resolve("file"), new byte[3 << 20]);
        assertFault(
                bench.run(List.of("--disk", "2m", "--copy-in", in(source, "/box/file")), "true"),
                "IMM-LAUNCH-COPY-IN",
                "it does not fit");
    }

    /** A source is the caller's, but others may have put a FIFO, a device or a link there. */
    @Test
    void aTreeWithWhatIsNoFileIsRefusedAndNotWaitedFor() throws IOException {
        Path source = Files.createDirectory(directory().resolve("tree"));
        fifo(source.resolve("fifo"));
        assertFault(
                bench.run(List.of("--copy-in", in(source, "/box/tree")), "true"),
                "IMM-LAUNCH-COPY-SOURCE",
                "neither a directory nor a regular file");
        assertFault(
                bench.run(List.of("--copy-in", in(source.resolve("fifo"), "/box/fifo")), "true"),
                "IMM-CLI-OPTION",
                "neither a directory nor a regular file");
        assertFault(
                bench.run(List.of("--copy-in", "/dev/zero:/box/zero"), "true"),
                "IMM-CLI-OPTION",
                "neither a directory nor a regular file");
    }

    @Test
    void aTreeWithoutEndIsRefused() throws IOException {
        Path source = directory();
        Path deep = source;
        for (int i = 0; i < 70; i++) {
            deep = Files.createDirectory(deep.resolve("d"));
        }
        assertFault(
                bench.run(List.of("--copy-in", in(source, "/box/tree")), "true"), "IMM-LAUNCH-COPY-SOURCE", "too deep");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/proc/x", "/dev/x", "/sys/x", "/usr/x", "/usr", "/box/../etc/x", "/box//x", "/box/", "box/x"})
    void noOtherPlaceIsWrittenTo(String destination) throws IOException {
        Path source = Files.writeString(directory().resolve("file"), "text");
        Bench.Outcome outcome = bench.run(List.of("--copy-in", in(source, destination)), "true");
        assertThat(outcome.status()).isEqualTo(125);
        assertThat(outcome.err()).containsPattern("IMM-CLI-(OPTION|CONFLICT)");
        assertThat(Path.of("/usr/x")).doesNotExist();
    }

    /** The bind would be written to with the rights of the sandbox's root, had an image a link that leads there. */
    @Test
    void aLinkIntoAWritableBindDoesNotLeadTheCopyThere() throws IOException {
        Path bound = directory();
        Files.setAttribute(bound, "unix:uid", 1000);
        Files.setAttribute(bound, "unix:gid", 1000);
        Files.writeString(bound.resolve("file"), "canary");
        Path tree = bench.tree("bound");
        Files.createSymbolicLink(tree.resolve("box/up"), Path.of("/data"));
        bench.image("bound:v1", tree);
        Path source = Files.writeString(directory().resolve("file"), "text");
        assertFault(
                bench.run(
                        List.of("-v", bound + ":/data:rw", "--copy-in", in(source, "/box/up/file")),
                        "bound:v1",
                        "true"),
                "IMM-LAUNCH-COPY-IN",
                "bound");
        assertThat(bound.resolve("file")).hasContent("canary");
    }

    @Test
    void aFileComesOutAndTheReceiptTellsOfIt() throws IOException {
        Path out = directory();
        Bench.Outcome outcome = bench.run(
                List.of("--copy-out", "/box/out:" + out.resolve("file"), "--copy-out", "/box/no?:" + out.resolve("no")),
                "printf abc > /box/out");
        assertThat(outcome.status()).isZero();
        assertThat(out.resolve("file")).hasContent("abc");
        assertThat(Files.readString(outcome.receiptFile()))
                .contains("\"state\" : \"copied\"", "\"bytes\" : 3", "\"state\" : \"absent\"")
                .contains("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void aProgramThatDoesNotLeaveItsFileHasFailed() throws IOException {
        Path out = directory().resolve("file");
        Bench.Outcome outcome = bench.run(List.of("--copy-out", "/box/out:" + out), "true");
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.verdict()).isEqualTo("RE");
        assertThat(outcome.err()).contains("cannot copy out /box/out: the program has not made it");
        assertThat(out).doesNotExist();
    }

    @Test
    void theProgramsOwnFailureCountsForMore() throws IOException {
        Bench.Outcome outcome =
                bench.run(List.of("--copy-out", "/box/out:" + directory().resolve("file")), "exit 9");
        assertThat(outcome.status()).isEqualTo(9);
        assertThat(outcome.verdict()).isEqualTo("RE");
    }

    /** Found out before anything runs; E1: a link there is not written through. */
    @Test
    void aDestinationThatCannotBeWrittenToIsRefusedBeforeTheStart() throws IOException {
        Path out = directory();
        Path canary = Files.writeString(out.resolve("canary"), "canary");
        Files.createSymbolicLink(out.resolve("link"), canary);
        for (String destination : List.of("link", ".", "none/file")) {
            Bench.Outcome outcome = bench.run(
                    List.of("--copy-out", "/box/out:" + out + "/" + destination), "echo text > /box/out; echo ran");
            assertThat(outcome.status()).isEqualTo(125);
            assertThat(outcome.out()).isEmpty();
        }
        assertThat(canary).hasContent("canary");
    }

    /** E6: a path that climbs, or that only begins like an allowed one. */
    @ParameterizedTest
    @ValueSource(strings = {"../x", "/box/../etc/shadow", "/box/./x", "", "?", "/", "/box/\u0001"})
    void aPathThatIsNotNormalIsRefused(String path) throws IOException {
        Bench.Outcome outcome = bench.run(List.of("--copy-out", path + ":" + folder.resolve("never")), "true");
        assertThat(outcome.err()).contains("IMM-CLI-OPTION");
        assertThat(folder.resolve("never")).doesNotExist();
    }

    @Test
    void nothingIsLeftBesideWhatCameOut() throws IOException {
        Path out = directory();
        bench.run(List.of("--copy-out", "/box/out:" + out.resolve("file")), "ln -s /etc/passwd /box/out");
        assertThat(Bench.names(out)).isEmpty();
        bench.run(List.of("--copy-out", "/box/out:" + out.resolve("file")), "echo > /box/out");
        assertThat(Bench.names(out)).containsExactly("file");
    }

    @Test
    void twoFilesForOnePlaceAreRefused() throws IOException {
        Path out = directory().resolve("file");
        Bench.Outcome outcome =
                bench.run(List.of("--copy-out", "/box/a:" + out, "--copy-out", "/box/b:" + out), "true");
        assertThat(outcome.err()).contains("IMM-CLI-OPTION", "two files are to be copied to");
    }

    @Test
    void usersAndGroupsAreThoseOfTheImageByName() throws IOException {
        assertThat(bench.run(List.of("-u", "user"), "id").out())
                .isEqualTo("uid=1000(user) gid=1000(user) groups=1000(user),77(extra)\n");
        assertThat(bench.run(List.of("-u", "user:extra"), "id -G").out()).isEqualTo("77\n");
        assertThat(bench.run(List.of("-u", "1"), "id -u; id -G").out()).isEqualTo("1\n0\n");
    }

    @Test
    void theEnvironmentIsTheImagesTheFilesAndTheOptionsInThisOrder() throws IOException {
        Path file = directory().resolve("env");
        Bench.write(file, "# comment\nA=file\nB=file\nPATH\n", "rw-r--r--");
        Bench.Outcome outcome = bench.run(
                List.of("--env-file", file.toString(), "-e", "B=option", "-e", "HOME"),
                "echo \"$A $B\"; test \"$PATH\" != '' && echo path");
        assertThat(outcome.out()).isEqualTo("file option\npath\n");
    }

    @Test
    void optionsOfATmpfsHoldAndExecutionIsOffUnlessAsked() throws IOException {
        String execute = "cp /bin/true /t/true; /t/true 2>/dev/null && echo runs; stat -c %a /t; exit 0";
        assertThat(bench.run(List.of("--tmpfs", "/t"), execute).out()).isEqualTo("1777\n");
        assertThat(bench.run(List.of("--tmpfs", "/t:exec,mode=0777,size=1m"), execute)
                        .out())
                .isEqualTo("runs\n777\n");
        assertThat(bench.run(List.of("--tmpfs", "/t:suid"), "true").err()).contains("IMM-CLI-OPTION");
        assertThat(bench.run(List.of("--tmpfs", "/t:dev,exec"), "true").err()).contains("IMM-CLI-OPTION");
    }

    /** What a policy may say of copies and terminals. */
    @Test
    void aPolicySeesCopiesAndTerminals() throws IOException {
        Path policy = Files.createDirectory(directory().resolve("policy"));
        Bench.write(policy.resolve("files.drl"), """
                package policy;
                rule "PRM-001 everybody"
                when
                    ImageFacts( verification == "verified" )
                then
                    decision.permit("ALL", "all");
                end
                rule "FIL-000 not this"
                when
                    RunRequest( copiesIn contains "/etc/hostname" )
                then
                    decision.deny("NO-COPY", "not this");
                end
                rule "FIL-001 not this"
                when
                    RunRequest( copiesOut contains "/tmp/immure-no" )
                then
                    decision.deny("NO-COPY", "not this");
                end
                rule "FIL-002 not this"
                when
                    RunRequest( terminal == true )
                then
                    decision.deny("NO-COPY", "not this");
                end
                """, "rw-r--r--");
        List<String> options = List.of("--policy", policy.toString());
        assertThat(bench.run(options, "true").err()).isEmpty();
        for (List<String> asked : List.of(
                List.of("--copy-in", "/etc/hostname:/box/x"),
                List.of("--copy-out", "/box/x:/tmp/immure-no"),
                List.of("-t"))) {
            List<String> all = new ArrayList<>(options);
            all.addAll(asked);
            Bench.Outcome outcome = bench.run(all, "true");
            assertThat(outcome.status()).as(outcome.err()).isEqualTo(77);
            assertThat(outcome.err()).contains("NO-COPY");
        }
    }
}
