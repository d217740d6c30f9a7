package dev.immure.policy;

import dev.immure.core.host.WriteAccess;
import dev.immure.policy.internal.drl.Limits;
import dev.immure.policy.internal.model.Faults;
import dev.immure.policy.internal.model.PolicyFaultCode;
import dev.immure.policy.internal.yaml.ManifestFile;
import dev.immure.policy.internal.yaml.WaiverFile;
import dev.immure.policy.table.TableReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the files of a policy that decide: bounded, regular files that nobody else may change, no link followed. */
final class PolicyFiles {
    private static final Set<String> BESIDE = Set.of(ManifestFile.NAME, WaiverFile.NAME);

    /** A waiver or a parameter that is not seen is one that its author believes in. */
    private static final Set<String> NEARLY = Set.of("policy.yml", "waivers.yml", "waiver.yaml", "waiver.yml");

    private PolicyFiles() {}

    /** File name to content, by name. Only the given path itself may be a link. */
    static SortedMap<String, byte[]> read(Path place, Faults faults) {
        SortedMap<String, byte[]> files = new TreeMap<>();
        try {
            // A directory on the way, or this one: who may write to it decides which rules there are.
            WriteAccess.current().gap(place).ifPresent(gap -> refused(place.toString(), gap, faults));
            for (Path file : Files.isDirectory(place) ? list(place, faults) : List.of(place.toRealPath())) {
                file(file, files, faults);
            }
        } catch (IOException e) {
            faults.add(PolicyFaultCode.UNREADABLE, place.toString(), reason(e));
        }
        return files;
    }

    private static List<Path> list(Path directory, Faults faults) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, PolicyFiles::decides)) {
            for (Path entry : entries) {
                files.add(entry);
                if (files.size() > Limits.FILES) {
                    faults.add(
                            PolicyFaultCode.SIZE,
                            directory.toString(),
                            "the directory has more than " + Limits.FILES + " files of rules");
                    return List.of();
                }
            }
        }
        return files;
    }

    /** Tests, fixtures and notes lie in the directory, too. */
    private static boolean decides(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(".drl") || TableReader.isTable(name) || BESIDE.contains(name) || NEARLY.contains(name);
    }

    private static void file(Path file, SortedMap<String, byte[]> files, Faults faults) {
        String name = String.valueOf(file.getFileName());
        if (NEARLY.contains(name)) {
            faults.add(PolicyFaultCode.FILE_NAME, name, "it would not be read under this name");
            return;
        }
        // A first look, because opening a FIFO would wait; O_NOFOLLOW below covers a swap for a link in between.
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            faults.add(PolicyFaultCode.NOT_REGULAR, name, "it is not a regular file");
            return;
        }
        try {
            WriteAccess.current().gap(file).ifPresent(gap -> refused(file.toString(), gap, faults));
        } catch (IOException e) {
            faults.add(PolicyFaultCode.UNREADABLE, name, reason(e));
            return;
        }
        try (InputStream in = Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            files.put(name, in.readNBytes(Limits.FILE_BYTES + 1));
        } catch (IOException e) {
            faults.add(PolicyFaultCode.UNREADABLE, name, reason(e));
        }
    }

    private static void refused(String on, WriteAccess.Gap gap, Faults faults) {
        faults.add(PolicyFaultCode.PERMISSIONS, on, gap.why());
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName().replace("Exception", "") + ": " + e.getMessage();
    }
}
