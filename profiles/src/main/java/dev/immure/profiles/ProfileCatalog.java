package dev.immure.profiles;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import java.nio.file.Path;
import java.util.List;

/** Finds profiles by name among those shipped in the jar, or reads one of the user's own. */
public final class ProfileCatalog {
    private static final List<String> SHIPPED = List.of(
            "default",
            "strict",
            "compile",
            "judge-c",
            "judge-cpp",
            "judge-rust",
            "judge-go",
            "judge-java",
            "judge-python",
            "judge-node");
    private static final String FILE = "profile.json";

    private ProfileCatalog() {}

    public static ProfileCatalog shipped() {
        return new ProfileCatalog();
    }

    /** Names of the shipped profiles, the default one first. */
    public List<String> names() {
        return SHIPPED;
    }

    /**
     * A shipped profile.
     *
     * @throws ImmureException when there is none of this name
     */
    public SecurityProfile load(String name) {
        if (!SHIPPED.contains(name)) {
            throw new ImmureException(new Fault(
                    ProfileFault.UNKNOWN_PROFILE,
                    "cannot find the profile",
                    name,
                    "the shipped profiles are " + String.join(", ", SHIPPED),
                    "Name one of them, or the path of a profile.json of your own"));
        }
        return ProfileReader.read(new ProfileSource.Shipped(name), FILE, this::load);
    }

    /**
     * A profile of the user's own: a {@code profile.json}, with its seccomp file beside it. It may name a shipped profile
     * as its base, and then only tighten it.
     *
     * @throws ImmureException with every flaw found, when the file is not a profile
     */
    public SecurityProfile loadFile(Path file) {
        Path absolute = file.toAbsolutePath();
        Path folder = absolute.getParent();
        if (folder == null) {
            throw new ImmureException(new Fault(
                    ProfileFault.UNREADABLE,
                    "cannot read the profile",
                    file.toString(),
                    "it is a directory",
                    "Give the path of a profile.json"));
        }
        return ProfileReader.read(new ProfileSource.Folder(folder), String.valueOf(absolute.getFileName()), this::load);
    }
}
