package dev.immure.core.disk;

import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.FileTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntPredicate;

/**
 * What crashed runs have left in the state folder. The next sandbox with the same slot removes it as well; a loop file
 * has no name, and so nothing is ever left of one.
 */
public final class DiskLeftovers {
    private DiskLeftovers() {}

    /**
     * Removes the disks of all slots that nobody holds.
     *
     * @param stateRoot Immure's own state folder
     * @param take takes the lock of a slot and keeps it until this returns; false when a sandbox holds it
     * @return the names of what was removed, below {@code disks}
     * @throws dev.immure.core.ImmureException {@link DiskFault#LEFTOVER}
     */
    public static List<String> remove(Path stateRoot, IntPredicate take) {
        if (!Files.isDirectory(stateRoot.resolve(DiskDirectory.NAME))) {
            return List.of();
        }
        try (DiskDirectory directory = DiskDirectory.open(stateRoot)) {
            List<String> removed = new ArrayList<>();
            for (String name : new FileTree().names(directory.fd())) {
                OptionalInt slot = DiskDirectory.slotOf(name);
                if (slot.isPresent() && take.test(slot.getAsInt())) {
                    directory.remove(name);
                    removed.add(name);
                }
            }
            return List.copyOf(removed);
        } catch (ErrnoException e) {
            throw DiskFault.LEFTOVER.because(
                    "cannot look for what is left in",
                    stateRoot.resolve(DiskDirectory.NAME),
                    e,
                    "Check the state folder (--root)");
        }
    }
}
