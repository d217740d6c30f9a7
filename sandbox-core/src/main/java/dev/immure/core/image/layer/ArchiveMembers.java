package dev.immure.core.image.layer;

import dev.immure.core.image.ImageFault;
import dev.immure.core.image.Limit;
import dev.immure.core.image.Limits;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Where the members of an outer tar (oci-archive, docker-archive) lie in their file, which stays open. */
public final class ArchiveMembers {
    /** A span of the file. */
    public record Member(long start, long size) {}

    /** docker save links a layer that it has written already; chains of links have no use. */
    private static final int MAX_LINKS = 4;

    private final Map<String, Member> members = new HashMap<>();
    private final Map<String, String> links = new HashMap<>();
    private final Subject subject;

    private ArchiveMembers(Subject subject) {
        this.subject = subject;
    }

    /** Reads the headers of an uncompressed tar of {@code size} bytes. */
    public static ArchiveMembers of(Fd file, long size, Limits limits, Subject subject) {
        ArchiveMembers out = new ArchiveMembers(subject);
        // Owners of an outer archive are of no consequence: nothing is unpacked from it.
        try (InputStream bytes = FdInputStream.span(file, 0, size);
                LayerTar tar = new LayerTar(bytes, limits, subject, Long.MAX_VALUE)) {
            for (Optional<TarEntry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
                out.add(entry.get(), tar.getBytesRead());
                subject.check(limits, Limit.ARCHIVE_MEMBERS, out.members.size() + (long) out.links.size());
            }
        } catch (IOException e) {
            throw ImageFault.READ.at(subject.what(), subject.on(), String.valueOf(e.getMessage()), e);
        }
        return out;
    }

    /** A regular member by its path, through links within the archive. */
    public Optional<Member> find(String path) {
        String at = path;
        for (int i = 0; i < MAX_LINKS && links.containsKey(at); i++) {
            at = links.getOrDefault(at, at);
        }
        return Optional.ofNullable(members.get(at));
    }

    private void add(TarEntry entry, long start) {
        String path = entry.path().text();
        boolean known = members.containsKey(path) || links.containsKey(path);
        if (known && entry.kind() != TarEntry.Kind.DIRECTORY) {
            throw subject.fault(ImageFault.DUPLICATE_ENTRY, "two members are named \"" + path + '"');
        }
        switch (entry.kind()) {
            case DIRECTORY -> {}
            case REGULAR -> members.put(path, new Member(start, entry.size()));
            case HARD_LINK -> links.put(path, entry.link());
            case SYMLINK -> links.put(path, resolved(entry));
        }
    }

    /** {@code ../<id>/layer.tar} beside the link's own directory, as docker save writes it. */
    private static String resolved(TarEntry entry) {
        EntryPath at = entry.path().parent();
        for (String part : entry.link().split("/", -1)) {
            if (part.equals("..")) {
                at = at.isRoot() ? at : at.parent();
            } else if (!part.isEmpty() && !part.equals(".")) {
                at = at.child(part);
            }
        }
        return at.text();
    }
}
