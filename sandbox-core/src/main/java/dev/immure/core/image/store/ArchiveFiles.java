package dev.immure.core.image.store;

import dev.immure.core.image.ImageFault;
import dev.immure.core.image.Limits;
import dev.immure.core.image.layer.ArchiveMembers;
import dev.immure.core.image.layer.Subject;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FdInputStream;
import dev.immure.core.internal.kernel.FileStat;
import dev.immure.core.internal.kernel.FileTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A layout in an uncompressed tar file: its headers are read once, its members by position from one open file. */
final class ArchiveFiles implements LayoutFiles {
    private final Fd file;
    private final ArchiveMembers members;
    private final String name;

    private ArchiveFiles(Fd file, ArchiveMembers members, String name) {
        this.file = file;
        this.members = members;
        this.name = name;
    }

    static ArchiveFiles open(Path path, String name, Limits limits) {
        Fd file = openFile(path, name);
        boolean done = false;
        try {
            FileStat stat = new FileTree().stat(file);
            if (!stat.isRegular()) {
                throw ImageFault.LAYOUT.at("cannot open the image", name, "that is no regular file");
            }
            Subject subject = new Subject("cannot open the image", name);
            ArchiveFiles out = new ArchiveFiles(file, ArchiveMembers.of(file, stat.size(), limits, subject), name);
            done = true;
            return out;
        } catch (ErrnoException e) {
            throw ImageFault.READ.at("cannot open the image", name, String.valueOf(e.getMessage()), e);
        } finally {
            if (!done) {
                file.close();
            }
        }
    }

    private static Fd openFile(Path path, String name) {
        try {
            return Descriptors.open(path.toRealPath().toString(), Descriptors.O_RDONLY | Descriptors.O_NONBLOCK);
        } catch (IOException e) {
            throw ImageFault.NOT_FOUND.at("cannot open the image", name, "the file does not exist", e);
        } catch (ErrnoException e) {
            throw ImageFault.READ.at("cannot open the image", name, String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public Optional<Found> find(String path) {
        return members.find(path)
                .map(member -> new Found(FdInputStream.span(file, member.start(), member.size()), member.size()));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void close() {
        file.close();
    }
}
