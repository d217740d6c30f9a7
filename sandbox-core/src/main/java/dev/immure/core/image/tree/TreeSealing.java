package dev.immure.core.image.tree;

import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileTree;
import dev.immure.core.internal.kernel.FileVerity;
import java.util.Optional;

/**
 * Seals the files of a tree that has just been made, so that the kernel compares every later reading of them with what was
 * unpacked. To be done before the tree is recorded: it moves the time of change.
 */
public final class TreeSealing {
    private static final int READ = Descriptors.O_RDONLY | Descriptors.O_NONBLOCK;
    private static final int OWNER_WRITES = 0200;

    private final FileTree files = FileTree.ofBytes();
    private final FileVerity verity;

    /** @param verity that of a file system that offers it */
    public TreeSealing(FileVerity verity) {
        this.verity = verity;
    }

    /** @param root of a tree that nobody else can reach, all of whose files are closed */
    public void seal(Fd root) throws ErrnoException {
        try (TreeWalk walk = new TreeWalk(files, root)) {
            for (Optional<TreeNode> node = walk.next(); node.isPresent(); node = walk.next()) {
                if (node.get().kind() == TreeEntry.Kind.REGULAR) {
                    seal(node.get());
                }
            }
        }
    }

    private void seal(TreeNode node) throws ErrnoException {
        try (Fd file = files.open(node.parent(), node.name(), READ, 0)) {
            enable(file, node.stat().permissions());
            // ext4 cuts off what lies behind the end first, which moves the time of modification (fs/ext4/verity.c).
            files.changeTimes(file, node.stat().modified());
        } catch (ErrnoException e) {
            // Its mode keeps an ordinary owner out. He could not measure it at launch either, so it stays as it is.
            if (!e.is(Errno.EACCES)) {
                throw e;
            }
        }
    }

    /** The kernel wants the right to write (fs/verity/enable.c), which a mode may keep from an ordinary owner. */
    private void enable(Fd file, int permissions) throws ErrnoException {
        try {
            verity.enable(file);
        } catch (ErrnoException e) {
            if (!e.is(Errno.EACCES)) {
                throw e;
            }
            files.changeMode(file, permissions | OWNER_WRITES);
            try {
                verity.enable(file);
            } finally {
                files.changeMode(file, permissions);
            }
        }
    }
}
