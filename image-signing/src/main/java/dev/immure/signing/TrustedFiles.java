package dev.immure.signing;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.yaml.Fields;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the files that a trust file names; what is wrong with one is noted as a fault of the field that names it. */
final class TrustedFiles {
    /** As many as there may be signers. */
    private static final int MAX = 64;

    private final Path trustFile;

    /** @param trustFile paths are relative to its directory */
    TrustedFiles(Path trustFile) {
        this.trustFile = trustFile;
    }

    /** Makes something of a file's content. */
    interface Reader<T> {
        /** @param on what to call the file in a fault */
        T read(byte[] content, String on);
    }

    /** The file that a field names; empty when there is a fault, which is noted. */
    <T> Optional<T> one(Fields fields, String field, String path, int limit, Reader<T> reader) {
        try {
            Path target = trustFile.resolveSibling(path);
            return Optional.of(reader.read(KeyFiles.readTrusted(target, limit), target.toString()));
        } catch (ImmureException e) {
            fields.fault(field, "cannot be used: " + sentence(e.fault()));
        } catch (InvalidPathException e) {
            fields.fault(field, "is not a path");
        }
        return Optional.empty();
    }

    /** The files that a field lists; none when it is absent; empty when there is a fault, which is noted. */
    <T> Optional<List<T>> all(Fields fields, String field, int limit, Reader<T> reader) {
        List<String> paths = fields.has(field) ? fields.texts(field) : List.of();
        if (paths.size() > MAX) {
            fields.fault(field, "names more than " + MAX + " files");
            return Optional.empty();
        }
        List<T> found = new ArrayList<>();
        for (String path : paths) {
            one(fields, field, path, limit, reader).ifPresent(found::add);
        }
        return found.size() == paths.size() ? Optional.of(found) : Optional.empty();
    }

    static String sentence(Fault fault) {
        return fault.on() + ": " + fault.why() + " (" + fault.code().id() + ")";
    }
}
