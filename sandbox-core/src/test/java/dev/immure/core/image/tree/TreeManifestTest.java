package dev.immure.core.image.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TreeManifestTest {
    private static final Sha256 HASH = new Sha256(1, -2, 3, -4);

    private static final List<TreeEntry> ENTRIES = List.of(
            entry(TreeEntry.Kind.DIRECTORY, "", ""),
            entry(TreeEntry.Kind.DIRECTORY, "a", ""),
            entry(TreeEntry.Kind.REGULAR, "a/x", ""),
            entry(TreeEntry.Kind.REGULAR, "a/y", "a/x"),
            // In the order of paths as plain text this one would come before what lies beneath "a".
            entry(TreeEntry.Kind.SYMLINK, "a-b", "../\u00c3\u00a4"),
            entry(TreeEntry.Kind.WHITEOUT, "b", ""));

    private static TreeEntry entry(TreeEntry.Kind kind, String path, String link) {
        boolean file = kind == TreeEntry.Kind.REGULAR;
        SortedMap<String, Sha256> xattrs = new TreeMap<>();
        if (file) {
            xattrs.put("user.a", HASH);
            xattrs.put("user.b", new Sha256(0, 0, 0, 0));
        }
        return new TreeEntry(
                kind,
                path,
                0755,
                65535,
                7,
                -5,
                file ? 1L << 40 : 0,
                file ? Optional.of(HASH) : Optional.empty(),
                link,
                xattrs);
    }

    private static byte[] written(List<TreeEntry> entries) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TreeManifest.Writer writer = new TreeManifest.Writer(out)) {
            for (TreeEntry entry : entries) {
                writer.add(entry);
            }
        }
        return out.toByteArray();
    }

    private static List<TreeEntry> read(byte[] bytes) throws IOException {
        TreeManifest.Reader reader = new TreeManifest.Reader(new ByteArrayInputStream(bytes));
        List<TreeEntry> entries = new ArrayList<>();
        for (Optional<TreeEntry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
            entries.add(entry.get());
        }
        return entries;
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        assertThat(read(written(ENTRIES))).isEqualTo(ENTRIES);
    }

    @Test
    void everyPartOfAnEntryChangesTheRoot() throws IOException {
        byte[] right = written(ENTRIES);
        TreeManifest.Reader whole = new TreeManifest.Reader(new ByteArrayInputStream(right));
        while (whole.next().isPresent()) {
            // To the end.
        }
        for (int at = TreeManifest.MARK.length; at < right.length; at++) {
            byte[] wrong = right.clone();
            wrong[at] ^= 0x10;
            try {
                TreeManifest.Reader reader = new TreeManifest.Reader(new ByteArrayInputStream(wrong));
                while (reader.next().isPresent()) {
                    // To the end.
                }
                assertThat(reader.root()).as("byte %d", at).isNotEqualTo(whole.root());
            } catch (IllegalArgumentException refused) {
                assertThat(refused.getMessage()).as("byte %d", at).isNotBlank();
            }
        }
    }

    @Test
    void aListThatEndsEarlyIsRefused() throws IOException {
        byte[] right = written(ENTRIES);
        byte[] last = written(List.of(ENTRIES.getLast()));
        int whole = right.length - (last.length - TreeManifest.MARK.length);
        for (int length = whole + 1; length < right.length; length++) {
            byte[] cut = Arrays.copyOf(right, length);
            assertThatIllegalArgumentException().as("%d bytes", length).isThrownBy(() -> read(cut));
        }
    }

    @Test
    void entriesOutOfOrderOrTwiceAreRefused() throws IOException {
        byte[] swapped = written(List.of(ENTRIES.get(0), ENTRIES.get(2), ENTRIES.get(1)));
        byte[] twice = written(List.of(ENTRIES.get(0), ENTRIES.get(1), ENTRIES.get(1)));
        byte[] rootless = written(List.of(ENTRIES.get(1)));
        for (byte[] bytes : List.of(swapped, twice, rootless)) {
            assertThatIllegalArgumentException().isThrownBy(() -> read(bytes)).withMessageContaining("out of order");
        }
    }

    @Test
    void anEntryOfAnImpossibleLengthIsRefusedBeforeItIsRead() {
        byte[] huge = Arrays.copyOf(TreeManifest.MARK, TreeManifest.MARK.length + 4);
        huge[TreeManifest.MARK.length] = 0x7f;
        assertThatIllegalArgumentException().isThrownBy(() -> read(huge)).withMessageContaining("impossible length");
    }
}
