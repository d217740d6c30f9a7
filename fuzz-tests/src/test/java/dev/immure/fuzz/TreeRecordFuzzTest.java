package dev.immure.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.immure.core.image.Digest;
import dev.immure.core.image.tree.ContentHashes;
import dev.immure.core.image.tree.TreeCheck;
import dev.immure.core.image.tree.TreeRecord;
import dev.immure.core.image.tree.TreeRecorder;
import dev.immure.core.image.tree.TreeSweep;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileVerity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The two files beside an unpacked layer, whatever they hold. */
class TreeRecordFuzzTest {
    @TempDir
    static Path directory;

    private static byte[] manifest = {};
    private static byte[] seen = {};
    private static TreeRecord record = new TreeRecord(Digest.of(new byte[0]), 1, false);

    @BeforeAll
    static void recordATree() throws IOException, ErrnoException {
        Files.createDirectories(directory.resolve("a/b"));
        Files.createSymbolicLink(directory.resolve("a/link"), Path.of("b"));
        Files.createDirectory(directory.resolve("a-b"));
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        try (Fd root = root()) {
            record = new TreeRecorder().record(root, new ContentHashes(), Optional.empty(), list, shown);
        }
        manifest = list.toByteArray();
        seen = shown.toByteArray();
    }

    /** A list of entries is read, or refused; the tree is whole by the list of its own only. */
    @FuzzTest(maxDuration = "1m")
    void noOtherListStandsForTheTree(FuzzedDataProvider data) throws IOException, ErrnoException {
        byte[] bytes = edited(data, manifest);
        List<String> differences = new ArrayList<>();
        try (Fd root = root()) {
            boolean whole = new TreeCheck(FileVerity.ofKernel(), difference -> differences.add(difference.path()))
                    .check(root, new ByteArrayInputStream(bytes), record, OutputStream.nullOutputStream());
            assertThat(whole).isEqualTo(differences.isEmpty());
            assertThat(bytes).isEqualTo(manifest);
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    /** A record of what the file system showed is read, or refused; no other one lets the tree pass. */
    @FuzzTest(maxDuration = "1m")
    void noOtherRecordLetsTheTreePass(FuzzedDataProvider data) throws IOException, ErrnoException {
        byte[] bytes = edited(data, seen);
        try (Fd root = root()) {
            boolean passes = new TreeSweep(FileVerity.ofKernel())
                    .sweep(root, new ByteArrayInputStream(bytes), record)
                    .isEmpty();
            assertThat(passes).isEqualTo(Arrays.equals(bytes, seen));
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    /** The right bytes with a few changed, or bytes of any kind. */
    private static byte[] edited(FuzzedDataProvider data, byte[] right) {
        if (data.consumeBoolean()) {
            return data.consumeRemainingAsBytes();
        }
        byte[] bytes = right.clone();
        for (int edits = data.consumeInt(0, 4); edits > 0; edits--) {
            bytes[data.consumeInt(0, bytes.length - 1)] = data.consumeByte();
        }
        return bytes;
    }

    private static Fd root() throws ErrnoException {
        return Descriptors.open(directory.toString(), Descriptors.O_RDONLY | Descriptors.O_DIRECTORY);
    }
}
