package dev.immure.core.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.image.UserDatabase.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The user database of an image belongs to strangers (CVE-2024-9676, CVE-2026-30892). */
@Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UserDatabaseIT {
    @TempDir
    private Path directory;

    private final List<UnpackedLayer> layers = new ArrayList<>();

    /** One more layer, on top. */
    private Path layer() throws IOException {
        Path tree = Files.createDirectory(directory.resolve("layer" + layers.size()));
        Digest any = Digest.of(ByteBuffer.allocate(4).putInt(layers.size()).array());
        layers.add(new UnpackedLayer(any, tree, any));
        return tree;
    }

    private Path etc() throws IOException {
        return Files.createDirectory(layer().resolve("etc"));
    }

    private static void passwd(Path etc, String text) throws IOException {
        Files.writeString(etc.resolve("passwd"), text);
    }

    private static void opaque(Path of) throws IOException {
        Files.setAttribute(of, "user:overlay.opaque", ByteBuffer.wrap("y".getBytes(StandardCharsets.UTF_8)));
    }

    private void assertNobody() {
        assertThat(UserDatabase.of(layers).user("app")).isEmpty();
    }

    @Test
    void theTopmostFileIsTheOneThatCounts() throws IOException {
        passwd(etc(), "app:x:1:1::/:\n");
        passwd(etc(), "app:x:2:3::/:\n");
        layer();
        assertThat(UserDatabase.of(layers).user("app")).contains(new Entry(2, 3));
    }

    @Test
    void whatAnUpperLayerHidesIsNotRead() throws IOException {
        passwd(etc(), "app:x:0:0::/:\n");
        Path upper = etc();
        opaque(upper);
        assertNobody();
    }

    @Test
    void anOpaqueRootHidesItToo() throws IOException {
        passwd(etc(), "app:x:0:0::/:\n");
        opaque(layer());
        assertNobody();
    }

    @Test
    void aWhiteoutHidesIt() throws IOException, InterruptedException {
        passwd(etc(), "app:x:0:0::/:\n");
        Path upper = etc();
        assertThat(new ProcessBuilder("mknod", upper.resolve("passwd").toString(), "c", "0", "0")
                        .start()
                        .waitFor())
                .isZero();
        assertNobody();
    }

    /** CVE-2024-9676: a reader that opens it waits for ever. */
    @Test
    void aFifoIsNotWaitedFor() throws IOException, InterruptedException {
        Path etc = etc();
        assertThat(new ProcessBuilder("mkfifo", etc.resolve("passwd").toString())
                        .start()
                        .waitFor())
                .isZero();
        assertNobody();
    }

    @Test
    void aLinkOutOfTheImageIsNotFollowed() throws IOException {
        Path outside = Files.writeString(directory.resolve("passwd"), "app:x:0:0::/:\n");
        Files.createSymbolicLink(etc().resolve("passwd"), outside);
        assertNobody();
    }

    @Test
    void aLinkedEtcIsNotFollowed() throws IOException {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        passwd(outside, "app:x:0:0::/:\n");
        Files.createSymbolicLink(layer().resolve("etc"), outside);
        assertNobody();
    }

    @Test
    void aFileOfMoreThanAMebibyteIsNotRead() throws IOException {
        passwd(etc(), "app:x:0:0::/:\n" + "#".repeat(1 << 20));
        assertNobody();
    }

    @Test
    void aUserWhoseNameLooksLikeANumberIsFoundByThatNameOnly() {
        UserDatabase database = UserDatabase.ofTexts("1:x:0:0::/:\napp:x:1:1::/:\n", "");
        assertThat(database.user("1")).contains(new Entry(0, 0));
        assertThat(database.user("app")).contains(new Entry(1, 1));
    }

    @Test
    void brokenLinesAreNoUsers() {
        String passwd = "app\napp:x:\napp:x:one:1:\napp:x:-1:1:\napp:x:99999999999:1:\napp:x:7:8:\n";
        assertThat(UserDatabase.ofTexts(passwd, "").user("app")).contains(new Entry(7, 8));
    }

    @Test
    void groupsAreThoseThatListTheUserByItsWholeName() {
        String group = "a:x:10:app\nb:x:20:apple,other\nc:x:30:other,app\nd:x:40\ne:x:x:app\nf:x:10:app\n";
        UserDatabase database = UserDatabase.ofTexts("", group);
        assertThat(database.groupsOf("app")).containsExactly(10, 30);
        assertThat(database.group("b")).contains(20);
        assertThat(database.group("nobody")).isEmpty();
    }
}
