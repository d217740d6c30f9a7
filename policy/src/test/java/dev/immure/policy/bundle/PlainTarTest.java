package dev.immure.policy.bundle;

import static dev.immure.policy.bundle.Bundles.refuses;
import static dev.immure.policy.bundle.Bundles.utf8;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.ImmureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTarTest {
    private static final int RECORD = 512;

    private static SortedMap<String, byte[]> files() {
        SortedMap<String, byte[]> files = new TreeMap<>();
        files.put("a.txt", utf8("hello"));
        files.put("b/c.txt", new byte[RECORD]);
        files.put("d", new byte[0]);
        return files;
    }

    private static byte[] tar() {
        return PlainTar.write(files());
    }

    /** Recomputes what a header's checksum must be after it was changed (pax(1), "chksum"). */
    private static byte[] sealed(byte[] tar, int at) {
        Arrays.fill(tar, at + 148, at + 156, (byte) ' ');
        int sum = 0;
        for (int i = at; i < at + RECORD; i++) {
            sum += tar[i] & 0xff;
        }
        String text = Integer.toOctalString(sum);
        put(tar, at + 148, "0".repeat(6 - text.length()) + text + "\0 ");
        return tar;
    }

    private static byte[] put(byte[] tar, int at, String text) {
        byte[] bytes = text.getBytes(US_ASCII);
        System.arraycopy(bytes, 0, tar, at, bytes.length);
        return tar;
    }

    private static void refusesBytes(BundleFault code, String why, byte[] tar) {
        refuses(code, why, () -> PlainTar.read(tar, 10, "archive"));
    }

    @Test
    void whatIsWrittenReadsBackTheSame() {
        SortedMap<String, byte[]> read = PlainTar.read(tar(), 3, "archive");
        assertThat(read.keySet()).containsExactly("a.txt", "b/c.txt", "d");
        assertThat(read.get("a.txt")).isEqualTo(utf8("hello"));
        assertThat(read.get("b/c.txt")).hasSize(RECORD);
        assertThat(PlainTar.write(read)).isEqualTo(tar());
    }

    @Test
    void otherToolsReadIt(@TempDir Path folder) throws IOException, InterruptedException {
        Path file = Files.write(folder.resolve("x.tar"), tar());
        Process tar = new ProcessBuilder("tar", "-tvf", file.toString(), "--full-time", "--utc")
                .redirectErrorStream(true)
                .start();
        assertThat(new String(tar.getInputStream().readAllBytes(), US_ASCII))
                .containsSubsequence("-rw-r--r-- 0/0", "5 1970-01-01 00:00:00 a.txt", "b/c.txt", " d");
        assertThat(tar.waitFor()).isZero();
    }

    @Test
    void moreEntriesThanAllowedAreRefused() {
        refuses(BundleFault.TOO_MANY, "more than 2", () -> PlainTar.read(tar(), 2, "archive"));
    }

    @Test
    void anArchiveCutAnywhereIsRefused() {
        byte[] whole = tar();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            refusesBytes(BundleFault.TRUNCATED, "", cut);
        }
    }

    @Test
    void bytesAfterTheEndAreRefused() {
        refusesBytes(BundleFault.TRAILING, "1 bytes follow", Arrays.copyOf(tar(), tar().length + 1));
    }

    @Test
    void aSecondArchiveBehindTheFirstIsRefused() {
        byte[] one = tar();
        byte[] two = Arrays.copyOf(one, 2 * one.length);
        System.arraycopy(one, 0, two, one.length, one.length);
        refusesBytes(BundleFault.TRAILING, one.length + " bytes follow", two);
    }

    @Test
    void aSizeBeyondTheFileIsRefusedBeforeMemoryIsTaken() {
        refusesBytes(BundleFault.TRUNCATED, "8589934591 bytes", sealed(put(tar(), 124, "77777777777"), 0));
    }

    @Test
    void aSizeInBase256IsRefused() {
        byte[] tar = tar();
        tar[124] = (byte) 0x80;
        refusesBytes(BundleFault.ENTRY, "octal", sealed(tar, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../evil", "/abs", "a/../b", "./a", "a//b", ".hid", "a/.b", "a b", "a\u001bb", "a\\b", "a/"})
    void aNameThatLeadsElsewhereIsRefused(String name) {
        byte[] tar = tar();
        Arrays.fill(tar, 0, 100, (byte) 0);
        refusesBytes(BundleFault.ENTRY_NAME, "byte 0", sealed(put(tar, 0, name), 0));
    }

    @Test
    void oneNameTwiceIsRefused() {
        byte[] tar = tar();
        int second = 2 * RECORD;
        Arrays.fill(tar, second, second + 100, (byte) 0);
        refusesBytes(BundleFault.DUPLICATE, "a.txt", sealed(put(tar, second, "a.txt"), second));
    }

    @Test
    void anotherOrderIsRefused() {
        byte[] tar = tar();
        int second = 2 * RECORD;
        Arrays.fill(tar, second, second + 100, (byte) 0);
        refusesBytes(BundleFault.ORDER, "a.tx", sealed(put(tar, second, "a.tx"), second));
    }

    /** A link, a directory, another owner, mode, time, user name, a long name's prefix, bytes behind a name. */
    @Test
    void anEntryInAnotherFormIsRefused() {
        refusesBytes(BundleFault.ENTRY, "a.txt", sealed(put(tar(), 156, "2"), 0));
        refusesBytes(BundleFault.ENTRY, "a.txt", sealed(put(tar(), 156, "5"), 0));
        refusesBytes(BundleFault.ENTRY, "a.txt", sealed(put(tar(), 156, "x"), 0));
        refusesBytes(BundleFault.ENTRY, "a.txt", sealed(put(tar(), 157, "/etc/passwd"), 0));
        refusesBytes(BundleFault.ENTRY, "a.txt", sealed(put(tar(), 100, "0004755"), 0));
        refusesBytes(BundleFault.ENTRY, "a.txt", sealed(put(tar(), 108, "0001750"), 0));
        refusesBytes(BundleFault.ENTRY, "a.txt", sealed(put(tar(), 136, "14000000000"), 0));
        refusesBytes(BundleFault.ENTRY, "a.txt", sealed(put(tar(), 265, "root"), 0));
        refusesBytes(BundleFault.ENTRY, "a.txt", sealed(put(tar(), 345, "etc"), 0));
        refusesBytes(BundleFault.ENTRY, "a.txt", sealed(put(tar(), 99, "x"), 0));
        refusesBytes(BundleFault.ENTRY, "a.txt", put(tar(), 148, "7"));
    }

    @Test
    void whatHidesInThePaddingIsRefused() {
        refusesBytes(BundleFault.ENTRY, "hidden behind a.txt", put(tar(), RECORD + 100, "x"));
        byte[] tar = tar();
        refusesBytes(BundleFault.ENTRY, "without a name", put(tar, tar.length - 700, "x"));
    }

    @Test
    void aWrongByteAnywhereInAHeaderIsRefused() {
        for (int i = 0; i < RECORD; i++) {
            byte[] tar = tar();
            tar[i] ^= 1;
            assertThat(refusal(tar)).as("byte " + i).isTrue();
        }
    }

    private static boolean refusal(byte[] tar) {
        try {
            PlainTar.read(tar, 10, "archive");
            return false;
        } catch (ImmureException e) {
            return e.fault().code() instanceof BundleFault;
        }
    }
}
