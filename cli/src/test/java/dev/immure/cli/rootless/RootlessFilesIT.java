package dev.immure.cli.rootless;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.signing.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Copying and terminals without root: with subordinate ids, and with one id for everything. */
@Timeout(300)
class RootlessFilesIT {
    @TempDir
    static Path folder;

    private static OrdinaryUser user;

    @BeforeAll
    static void makeTheImage() throws IOException, InterruptedException {
        user = OrdinaryUser.in(folder);
        SigningKey key = SigningKey.generateEcdsaP256();
        write("key.pem", key.privatePem(), "rw-------");
        write("key.pub.pem", key.publicPem(), "rw-r--r--");
        write("in", "content", "rw-r-----");
        Path tree = Files.createDirectory(user.home().resolve("tree"));
        own(tree);
        for (String directory : List.of("box", "dev", "etc", "proc", "run", "sys", "tmp", "usr")) {
            own(Files.createDirectory(tree.resolve(directory)));
        }
        for (String link : List.of("bin", "lib", "lib64", "sbin")) {
            own(Files.createSymbolicLink(tree.resolve(link), Path.of("usr", link)));
        }
        Files.setPosixFilePermissions(tree.resolve("box"), PosixFilePermissions.fromString("rwxrwxrwx"));
        require(user.immure("image", "pack", "-u", "1000:1000", tree.toString(), "bench:v1"));
        require(user.immure("image", "sign", "--key", place("key.pem"), "bench:v1"));
    }

    @AfterAll
    static void removeHisCgroups() throws IOException {
        user.close();
    }

    private static String place(String name) {
        return user.home().resolve(name).toString();
    }

    private static void write(String name, String text, String permissions) throws IOException {
        Path file = Files.writeString(user.home().resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        own(file);
    }

    private static void own(Path file) throws IOException {
        Files.setAttribute(file, "unix:uid", OrdinaryUser.ID, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(file, "unix:gid", OrdinaryUser.ID, LinkOption.NOFOLLOW_LINKS);
    }

    private static void require(OrdinaryUser.Outcome outcome) {
        assertThat(outcome.status()).as(outcome.toString()).isZero();
    }

    private static OrdinaryUser.Outcome run(OrdinaryUser who, List<String> options, String script)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("run", "--key", place("key.pub.pem"), "-v", "/usr:/usr"));
        words.addAll(options);
        words.addAll(List.of("bench:v1", "/bin/sh", "-c", script));
        return who.immure(words.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {OrdinaryUser.TWO_SLOTS, ""})
    void filesGoInAndComeOutAsTheCallersOwn(String subids) throws IOException, InterruptedException {
        OrdinaryUser who = user.with("SUBIDS", subids);
        Files.deleteIfExists(user.home().resolve("out"));
        require(run(
                who,
                List.of("--copy-in", place("in") + ":/box/in", "--copy-out", "/box/out:" + place("out")),
                "umask 077; cat /box/in > /box/out"));
        assertThat(user.home().resolve("out")).hasContent("content");
        assertThat(Files.getAttribute(user.home().resolve("out"), "unix:uid")).isEqualTo(OrdinaryUser.ID);
    }

    @ParameterizedTest
    @ValueSource(strings = {OrdinaryUser.TWO_SLOTS, ""})
    void aTerminalIsMadeInside(String subids) throws IOException, InterruptedException {
        OrdinaryUser.Outcome outcome =
                run(user.with("SUBIDS", subids), List.of("-t"), "tty; test -w /dev/pts/0 && echo own");
        assertThat(outcome.out()).as(outcome.toString()).isEqualTo("/dev/pts/0\r\nown\r\n");
    }
}
