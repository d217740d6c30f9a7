package dev.immure.core.image.layer;

import dev.immure.core.ImmureException;
import dev.immure.core.image.ImageFault;
import dev.immure.core.image.Limit;
import dev.immure.core.image.Limits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarUtils;
import org.jspecify.annotations.Nullable;

/**
 * Reads a layer's tar with commons-compress behind a gate. Each header and each extension is looked at as raw bytes
 * before the library acts on it, because the library alone (1.28) strips a leading slash from a PAX path without a word,
 * recurses once per extension header, reads a long name of any size into memory, applies global headers and sparse maps,
 * and takes a regular file whose name ends in a slash for a directory without data. What the gate made of an entry must
 * agree with what the library made of it.
 */
final class LayerTar extends TarArchiveInputStream {
    private final InputStream bytes;
    private final Limits limits;
    private final Subject subject;
    private final long maxId;
    private final ByteArrayOutputStream extension = new ByteArrayOutputStream();
    private Extensions extensions = new Extensions();
    private @Nullable TarHeader header;
    private char extensionType;
    private boolean zeroRecord;
    private boolean cutRecord;
    private boolean entrySeen;

    LayerTar(InputStream bytes, Limits limits, Subject subject, long maxId) {
        // Blocks of one record: with the usual twenty, the library skips what follows the end mark without a look.
        super(bytes, TarHeader.SIZE, TarHeader.SIZE, "UTF-8");
        this.bytes = bytes;
        this.limits = limits;
        this.subject = subject;
        this.maxId = maxId;
    }

    /** The next entry, its data to be read from this stream; empty after the end mark. */
    Optional<TarEntry> next() throws IOException {
        extensions = new Extensions();
        header = null;
        TarArchiveEntry entry;
        try {
            entry = getNextEntry();
        } catch (IOException | IllegalArgumentException e) {
            // The library's own: what goes wrong with reading comes out of BlobStream as a fault.
            throw malformed(e);
        }
        if (entry == null) {
            if (!extensions.isEmpty() || cutRecord || (!zeroRecord && !entrySeen)) {
                throw fault(ImageFault.TAR_TRUNCATED, "the tar ends in the middle");
            }
            return Optional.empty();
        }
        entrySeen = true;
        return Optional.of(agreed(entry));
    }

    /**
     * Whether the two records of zeros were there, at least the first. umoci leaves them out when it inserts files; all
     * readers take the end of the file for the end of the archive then.
     */
    boolean hasEndMark() {
        return zeroRecord;
    }

    /** Reads what follows the end mark: zeros only, or two readers could see two archives. */
    void drain() throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (int got = bytes.read(buffer); got >= 0; got = bytes.read(buffer)) {
            for (int i = 0; i < got; i++) {
                if (buffer[i] != 0) {
                    throw fault(ImageFault.TAR_TRAILING, "data follows the end mark of the tar");
                }
            }
        }
    }

    /** Called by the library for each header, and for the record after the first one of zeros. */
    @Override
    protected byte @Nullable [] readRecord() throws IOException {
        long before = getBytesRead();
        byte[] record = super.readRecord();
        if (record == null) {
            cutRecord |= getBytesRead() != before;
            return null;
        }
        boolean zero = isEOFRecord(record);
        if (zeroRecord && !zero) {
            throw fault(ImageFault.TAR_TRAILING, "data follows the end mark of the tar");
        }
        zeroRecord |= zero;
        if (!zero) {
            gate(record);
        }
        return record;
    }

    /** Sees the body of an extension go by, to the byte. */
    @Override
    public int read(byte[] into, int offset, int length) {
        int got;
        try {
            got = super.read(into, offset, length);
        } catch (IOException e) {
            throw malformed(e);
        }
        if (got > 0 && extensionType != 0) {
            extension.write(into, offset, got);
        }
        return got;
    }

    private void gate(byte[] record) {
        if (!TarUtils.verifyCheckSum(record)) {
            throw fault(ImageFault.TAR_CHECKSUM, "the checksum of a header is wrong");
        }
        finishExtension();
        TarHeader next = TarHeader.of(record);
        long size = next.size();
        if (size < 0) {
            throw fault(ImageFault.TAR_SIZE, "the size of an entry is negative");
        }
        switch (next.type()) {
            case 'x', 'L', 'K' -> startExtension(next.type(), size);
            case 'g' ->
                throw fault(ImageFault.TAR_GLOBAL_PAX, "a global PAX header would change entries it is not with");
            case 'S' -> throw fault(ImageFault.TAR_SPARSE, "an entry is sparse");
            default -> header = next;
        }
    }

    private void startExtension(char type, long size) {
        subject.check(limits, Limit.EXTENSION_BYTES, size);
        if (extensions.has(type)) {
            throw fault(ImageFault.TAR_EXTENSION, "an entry has two extension headers of one kind");
        }
        extensionType = type;
        extensions.expect(type, size);
    }

    private void finishExtension() {
        if (extensionType != 0) {
            byte[] body = extension.toByteArray();
            extension.reset();
            char type = extensionType;
            extensionType = 0;
            try {
                extensions.put(type, body);
                if (extensions.pax().number("size").orElse(0L) < 0) {
                    throw fault(ImageFault.TAR_SIZE, "the size of an entry is negative");
                }
            } catch (IllegalArgumentException e) {
                throw fault(ImageFault.TAR_EXTENSION, String.valueOf(e.getMessage()));
            }
            if (extensions.isSparse()) {
                throw fault(ImageFault.TAR_SPARSE, "an entry is sparse (GNU.sparse)");
            }
        }
    }

    /** Our reading of the raw bytes, after comparing it with the library's. */
    private TarEntry agreed(TarArchiveEntry entry) {
        TarHeader raw = header;
        if (raw == null) {
            throw fault(ImageFault.TAR_MALFORMED, "an extension header is not followed by an entry");
        }
        TarEntry ours;
        try {
            ours = new EntryReader(limits, subject, maxId).read(raw, extensions);
        } catch (IllegalArgumentException e) {
            throw malformed(e);
        }
        boolean directory = ours.kind() == TarEntry.Kind.DIRECTORY;
        if (entry.isDirectory() != directory || entry.getRealSize() != ours.size() || entry.isSparse()) {
            throw fault(ImageFault.TAR_MALFORMED, "two readers disagree about the entry \"" + ours.path() + '"');
        }
        return ours;
    }

    private ImmureException malformed(Exception e) {
        boolean cut = String.valueOf(e.getMessage()).contains("Truncated");
        ImageFault unreadable = extensionType == 0 ? ImageFault.TAR_MALFORMED : ImageFault.TAR_EXTENSION;
        ImageFault fault = cut ? ImageFault.TAR_TRUNCATED : unreadable;
        return fault.at(subject.what(), subject.on(), "its tar is malformed: " + e.getMessage(), e);
    }

    private ImmureException fault(ImageFault fault, String why) {
        return subject.fault(fault, why);
    }
}
