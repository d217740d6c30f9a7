package dev.immure.core.audit;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The facts of recorded decisions, each in a file {@code facts/<segment>/<sha256>.json.gz} beside the log, named by the
 * SHA-256 of what it holds: so the same facts are kept once in a segment, and a record that names them covers them with its
 * own hash. They go with their segment; nobody has to look through the log for what still names them.
 */
public final class FactsStore {
    /** Of facts, in bytes before compression. */
    public static final int MAX_BYTES = 16 << 20;

    /** What gzip may add to bytes that do not shrink (RFC 1951: 5 bytes for each stored block of 64 KiB; RFC 1952). */
    static final int MAX_FILE = MAX_BYTES + (MAX_BYTES >> 12) + 64;

    static final String DIRECTORY = "facts";

    private static final Pattern FOLDER = Pattern.compile("[1-9][0-9]{0,17}");
    private static final String SUFFIX = ".json.gz";

    private FactsStore() {}

    /**
     * Facts that a record of this log names.
     *
     * @param log directory of the log, or of a copy of it; whoever owns it
     * @throws ImmureException {@link AuditFault#FACTS_MISSING} when they are not there, {@link AuditFault#FACTS_CHANGED}
     *     when other bytes are, or are more than {@value #MAX_BYTES}
     */
    public static byte[] read(Path log, Digest digest) {
        try (AuditDirectory directory = AuditDirectory.openForReading(log)) {
            String name = fileName(digest);
            boolean there = false;
            for (String folder : folders(directory)) {
                Optional<byte[]> file = directory.readFile(DIRECTORY + "/" + folder, name, MAX_FILE + 1);
                Optional<byte[]> facts = file.flatMap(bytes -> unpack(bytes, digest));
                if (facts.isPresent()) {
                    return facts.get();
                }
                there |= file.isPresent();
            }
            throw there
                    ? refusal(AuditFault.FACTS_CHANGED, log, name, "the file does not hold the facts it is named after")
                    : refusal(AuditFault.FACTS_MISSING, log, name, "they are gone, or the log was copied without them");
        }
    }

    private static List<String> folders(AuditDirectory directory) {
        return directory.names(DIRECTORY).stream()
                .filter(name -> FOLDER.matcher(name).matches())
                .toList();
    }

    /** Facts on their way into the store. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Packed(Digest digest, byte[] file) {}

    /** @throws ImmureException {@link AuditFault#TOO_LARGE} */
    static Packed pack(byte[] facts) {
        if (facts.length > MAX_BYTES) {
            throw new ImmureException(new Fault(
                    AuditFault.TOO_LARGE,
                    "cannot record",
                    "the facts of the decision",
                    "they take " + facts.length + " bytes, and at most " + MAX_BYTES + " are kept",
                    "Attach smaller documents to the image"));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(facts);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return new Packed(Digest.of(facts), bytes.toByteArray());
    }

    /**
     * Puts facts in place, on disk when this returns. Under the lock of the log: retention cannot come between
     * them and their record.
     */
    static void keep(AuditDirectory directory, Segment segment, Packed packed) {
        String name = fileName(packed.digest());
        String folder = DIRECTORY + "/" + folder(segment);
        boolean there = directory
                .readFile(folder, name, MAX_FILE + 1)
                .flatMap(file -> unpack(file, packed.digest()))
                .isPresent();
        if (there) {
            // Whoever put it there may have died before its name was on disk.
            directory.syncFolder(folder);
        } else {
            // What a crash left half written is replaced; no record names it.
            if (!directory.addFile(folder, name, packed.file())) {
                directory.writeFile(folder, name, packed.file());
            }
        }
    }

    /** Facts go with the segment whose records name them. */
    static String folder(Segment segment) {
        return Long.toString(segment.first());
    }

    static String fileName(Digest digest) {
        return digest.hex() + SUFFIX;
    }

    /** Empty when the bytes hold anything but those facts; unpacks no more than facts can have. */
    private static Optional<byte[]> unpack(byte[] file, Digest digest) {
        if (file.length > MAX_FILE) {
            return Optional.empty();
        }
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(file))) {
            byte[] facts = gzip.readNBytes(MAX_BYTES + 1);
            return facts.length <= MAX_BYTES && Digest.of(facts).equals(digest) ? Optional.of(facts) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static ImmureException refusal(AuditFault code, Path log, String name, String why) {
        return new ImmureException(new Fault(
                code,
                "cannot read the facts of a decision from",
                log.resolve(DIRECTORY).resolve(name).toString(),
                why,
                "Take them from a copy of the log; the record that names them stays valid without"));
    }
}
