package dev.immure.core.image.tree;

import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileTree;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Goes through a directory and all beneath it by descriptors: each directory before its names, those in byte order. So the
 * names beneath a directory follow it without a gap, and two walks of one tree meet the same names in the same order.
 *
 * <p>A directory that its mode keeps its owner out of is met, and nothing beneath it: an ordinary user cannot look there, and
 * neither can his sandboxes.
 */
final class TreeWalk implements AutoCloseable {
    private record Level(Fd directory, String path, Iterator<String> names) {}

    private final FileTree files;
    private final Fd root;
    private final Deque<Level> levels = new ArrayDeque<>();
    private Optional<TreeNode> last = Optional.empty();
    private boolean started;
    private boolean skipped;

    TreeWalk(FileTree files, Fd root) {
        this.files = files;
        this.root = root;
    }

    /** The next name; empty at the end. */
    Optional<TreeNode> next() throws ErrnoException {
        if (!started) {
            started = true;
            last = Optional.of(new TreeNode("", root, ".", files.stat(root)));
            return last;
        }
        if (last.isPresent() && last.get().stat().isDirectory() && !skipped) {
            enter(last.get());
        }
        skipped = false;
        last = following();
        return last;
    }

    /** Leaves out what lies beneath the name that came last. */
    void skip() {
        skipped = true;
    }

    @Override
    public void close() {
        levels.forEach(level -> level.directory().close());
        levels.clear();
    }

    private void enter(TreeNode node) throws ErrnoException {
        boolean done = false;
        Fd directory;
        try {
            directory = files.openDirectory(node.parent(), node.name());
        } catch (ErrnoException e) {
            if (e.is(Errno.EACCES)) {
                return;
            }
            throw e;
        }
        try {
            List<String> names = isSearchable(directory) ? files.names(directory) : List.of();
            levels.push(
                    new Level(directory, node.path(), names.stream().sorted().iterator()));
            done = true;
        } finally {
            if (!done) {
                directory.close();
            }
        }
    }

    /** Without that right the names could be read, and nothing be learnt of them. */
    private boolean isSearchable(Fd directory) throws ErrnoException {
        try {
            files.stat(directory, ".");
            return true;
        } catch (ErrnoException e) {
            if (e.is(Errno.EACCES)) {
                return false;
            }
            throw e;
        }
    }

    private Optional<TreeNode> following() throws ErrnoException {
        while (!levels.isEmpty()) {
            Level level = levels.element();
            if (level.names().hasNext()) {
                String name = level.names().next();
                String path = level.path().isEmpty() ? name : level.path() + "/" + name;
                return Optional.of(new TreeNode(path, level.directory(), name, files.stat(level.directory(), name)));
            }
            levels.pop().directory().close();
        }
        return Optional.empty();
    }
}
