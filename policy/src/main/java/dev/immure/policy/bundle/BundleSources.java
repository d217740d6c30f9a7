package dev.immure.policy.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The files of a policy directory that go into a bundle, by name: whatever order, times and modes they have. */
public final class BundleSources {
    /** Levels of directories: tests, fixtures, and one more. */
    private static final int DEPTH = 4;
    /** Entries looked at in all, those that are left out included. */
    private static final int ENTRIES = 10_000;

    private static final Pattern NEARLY = Pattern.compile("(?i)(?:policy|policies|waivers?)\\.ya?ml");

    private final Path directory;
    private final SortedMap<String, byte[]> parts = new TreeMap<>();
    private final List<String> leftOut = new ArrayList<>();
    private int entries;
    private long bytes;

    private BundleSources(Path directory) {
        this.directory = directory;
    }

    /**
     * Reads a directory: rules and tables, {@code policy.yaml}, {@code waivers.yaml}, and tests below {@code tests}.
     *
     * @throws dev.immure.core.ImmureException with UNREADABLE or BUILD
     */
    public static BundleSources read(Path directory) {
        BundleSources sources = new BundleSources(directory);
        if (!Files.isDirectory(directory)) {
            throw sources.build("it is no directory");
        }
        sources.list(directory, "", 1);
        Collections.sort(sources.leftOut);
        return sources;
    }

    private void list(Path folder, String prefix, int depth) {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path entry : stream) {
                entries++;
                if (entries > ENTRIES) {
                    throw build("it holds more than " + ENTRIES + " files");
                }
                take(entry, prefix + entry.getFileName(), depth);
            }
        } catch (IOException e) {
            throw unreadable(prefix, e);
        }
    }

    private void take(Path entry, String name, int depth) {
        boolean isTests = (name + "/").startsWith(PartName.TESTS);
        if (isTests && depth < DEPTH && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
            list(entry, name + "/", depth + 1);
        } else if (name.equals(PartName.DATA.text())) {
            // Made anew from the rules: that of an unpacked bundle may lie here.
            return;
        } else if (PartName.parse(name).isPresent()) {
            add(entry, name);
        } else {
            requireNotNearly(name);
            leftOut.add(name);
        }
    }

    /** Waivers or parameters that are not seen are some that their author believes in. */
    private void requireNotNearly(String name) {
        if (NEARLY.matcher(name).matches()) {
            throw build(name + " would not be read under this name: policy.yaml and waivers.yaml are");
        }
    }

    private void add(Path file, String name) {
        // A first look, because opening a FIFO would wait; NOFOLLOW below covers a swap for a link in between.
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw build(name + " is not a regular file");
        }
        try (InputStream in = Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            byte[] content = in.readNBytes(BundleLimits.PART_BYTES + 1);
            bytes += content.length;
            if (content.length > BundleLimits.PART_BYTES) {
                throw build(name + " has more than " + BundleLimits.PART_BYTES + " bytes");
            }
            if (bytes > BundleLimits.FILE_BYTES || parts.size() >= BundleLimits.PARTS - 1) {
                throw build("it is too much for one bundle: the most are " + BundleLimits.PARTS + " files of "
                        + BundleLimits.FILE_BYTES + " bytes together");
            }
            parts.put(name, content);
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    /** Content by name; without the policy as data, which is made of it. */
    SortedMap<String, byte[]> parts() {
        return Collections.unmodifiableSortedMap(parts);
    }

    /** Names of what lies there and is no part of a bundle, in order. */
    public List<String> leftOut() {
        return List.copyOf(leftOut);
    }

    String name() {
        return directory.toString();
    }

    private RuntimeException build(String why) {
        return BundleFault.BUILD.at("cannot build a policy bundle of", name(), why);
    }

    private RuntimeException unreadable(String what, IOException e) {
        return BundleFault.UNREADABLE.at(
                "cannot read",
                directory.resolve(what).toString(),
                e.getClass().getSimpleName().replace("Exception", "") + ": " + e.getMessage());
    }
}
