package dev.immure.core.image.store;

import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageFault;
import dev.immure.core.image.Limit;
import dev.immure.core.image.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A directory of signatures beside a registry (containers/image, containers-registries.d(5)): {@code
 * BASE/team/app@sha256=HEX/signature-1}, then {@code signature-2}, without a gap. The registry's name is not part of it.
 */
public final class Lookaside {
    /** As in a reference (distribution-spec, 3.1): no empty, no {@code .} or {@code ..} part gets through. */
    private static final String PART = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";

    private static final Pattern PATH = Pattern.compile(PART + "(?:/" + PART + ")*");

    private static final int PATH_LENGTH = 255;
    private static final String WHAT = "cannot read lookaside signatures";

    private Lookaside() {}

    /**
     * The signatures of one image, in order; none when the directory has none for it.
     *
     * @param repository the repository in its registry, such as {@code team/app}
     * @throws dev.immure.core.ImmureException when the directory is missing or cannot be read, or holds more or larger
     *     signatures than are read
     */
    public static List<byte[]> read(Path base, String repository, Digest manifest, Limits limits) {
        if (repository.length() > PATH_LENGTH || !PATH.matcher(repository).matches()) {
            throw ImageFault.LAYOUT.at(WHAT, base.toString(), repository + " is not the name of a repository");
        }
        String folder = repository + "@sha256=" + manifest.hex() + "/signature-";
        try (DirectoryFiles files = DirectoryFiles.open(base, base.toString())) {
            List<byte[]> found = new ArrayList<>();
            for (int number = 1; ; number++) {
                Optional<LayoutFiles.Found> next = files.find(folder + number);
                if (next.isEmpty()) {
                    return found;
                }
                limits.check(Limit.LOOSE_SIGNATURES, number, WHAT, base.toString());
                found.add(content(next.get(), folder + number, limits));
            }
        }
    }

    private static byte[] content(LayoutFiles.Found file, String name, Limits limits) {
        try (InputStream stream = file.stream()) {
            limits.check(Limit.LOOSE_SIGNATURE_BYTES, file.size(), WHAT, name);
            byte[] bytes = stream.readNBytes(limits.getInt(Limit.LOOSE_SIGNATURE_BYTES) + 1);
            limits.check(Limit.LOOSE_SIGNATURE_BYTES, bytes.length, WHAT, name);
            return bytes;
        } catch (IOException e) {
            throw ImageFault.READ.at(WHAT, name, String.valueOf(e.getMessage()), e);
        }
    }
}
