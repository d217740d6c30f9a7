package dev.immure.core.image.layer;

import dev.immure.core.ImmureException;
import dev.immure.core.image.ImageFault;
import dev.immure.core.image.Limit;
import dev.immure.core.image.Limits;
import dev.immure.core.image.layer.TarEntry.Kind;
import java.util.Map;
import java.util.Optional;

/** Makes a checked {@link TarEntry} out of a raw header and its extensions. */
final class EntryReader {
    /** Ids are mapped into a range of 65536 per sandbox; 65535 itself is (uid_t)-1 in 16 bits, yet a valid id. */
    static final long MAX_ID = 65535;

    private static final String XATTR = "SCHILY.xattr.";

    private final Limits limits;
    private final Subject subject;
    private final long maxId;

    /** @param maxId the largest owner accepted */
    EntryReader(Limits limits, Subject subject, long maxId) {
        this.limits = limits;
        this.maxId = maxId;
        this.subject = subject;
    }

    /**
     * @throws IllegalArgumentException when a number is malformed
     * @throws ImmureException with the named flaw
     */
    TarEntry read(TarHeader header, Extensions extensions) {
        if (header.hasBytesAfterNul()) {
            throw fault(ImageFault.PATH_NUL, "a name has bytes after its NUL");
        }
        byte[] name = extensions.name(header);
        EntryPath path = EntryPath.parse(name, limits, subject);
        Kind kind = kind(header.type(), path);
        if (kind != Kind.DIRECTORY && path.isRoot()) {
            // CVE-2021-29136: a symbolic link named "." became the root of the container.
            throw fault(ImageFault.ROOT_REPLACED, "an entry in place of the root is not a directory");
        }
        if (kind != Kind.DIRECTORY && name[name.length - 1] == '/') {
            throw fault(ImageFault.PATH_NOT_NORMAL, "\"" + path + "\" is no directory, but its name ends in a slash");
        }
        return new TarEntry(
                kind,
                path,
                link(kind, path, extensions.linkName(header)),
                header.mode() & 0xfff,
                id(extensions.pax().number("uid").orElse(header.uid()), path),
                id(extensions.pax().number("gid").orElse(header.gid()), path),
                size(kind, path, header.size(), extensions.pax().number("size")),
                extensions.pax().number("mtime").orElse(header.modified()),
                xattrs(extensions.pax(), path));
    }

    private Kind kind(char flag, EntryPath path) {
        return switch (flag) {
            case '0', '\0' -> Kind.REGULAR;
            case '1' -> Kind.HARD_LINK;
            case '2' -> Kind.SYMLINK;
            case '5' -> Kind.DIRECTORY;
            case '3', '4' -> throw fault(ImageFault.DEVICE_NODE, "\"" + path + "\" is a device node");
            case '6' -> throw fault(ImageFault.FIFO, "\"" + path + "\" is a named pipe");
            default -> throw fault(ImageFault.TAR_TYPE, "\"" + path + "\" has the unknown type " + (int) flag);
        };
    }

    private String link(Kind kind, EntryPath path, byte[] raw) {
        if (kind == Kind.REGULAR || kind == Kind.DIRECTORY) {
            return "";
        }
        subject.check(limits, Limit.PATH_BYTES, raw.length);
        if (raw.length == 0) {
            throw fault(ImageFault.LINK_TARGET, "the link \"" + path + "\" names nothing");
        }
        return EntryPath.decode(raw, subject);
    }

    private int id(long id, EntryPath path) {
        if (id < 0 || id > maxId) {
            throw fault(ImageFault.OWNER, "\"" + path + "\" belongs to id " + id);
        }
        return (int) id;
    }

    /** A PAX size counts only where the header cannot hold it: else two readers see two lengths. */
    private long size(Kind kind, EntryPath path, long plain, Optional<Long> pax) {
        long size = pax.orElse(plain);
        if (size < 0) {
            throw fault(ImageFault.TAR_SIZE, "the size of \"" + path + "\" is negative");
        }
        if (size != plain && size <= TarHeader.OCTAL_MAX) {
            throw fault(
                    ImageFault.TAR_PAX_SIZE,
                    "\"" + path + "\" has " + plain + " bytes by its header, " + size + " by PAX");
        }
        if (size != 0 && kind != Kind.REGULAR) {
            throw fault(ImageFault.TAR_SIZE, "\"" + path + "\" is no regular file, but has data");
        }
        return size;
    }

    private Map<String, byte[]> xattrs(PaxRecords pax, EntryPath path) {
        Map<String, byte[]> xattrs = pax.withPrefix(XATTR);
        long bytes = 0;
        for (Map.Entry<String, byte[]> xattr : xattrs.entrySet()) {
            bytes += xattr.getKey().length() + xattr.getValue().length;
            if (xattr.getKey().isEmpty()
                    || xattr.getKey().length() > 255
                    || xattr.getKey().indexOf('\0') >= 0) {
                throw fault(ImageFault.XATTR_VALUE, "\"" + path + "\" has an attribute without a valid name");
            }
        }
        subject.check(limits, Limit.XATTR_BYTES, bytes);
        return xattrs;
    }

    private ImmureException fault(ImageFault fault, String why) {
        return subject.fault(fault, why);
    }
}
