package dev.immure.cli;

import dev.immure.profiles.ProfileCatalog;
import dev.immure.profiles.SecurityProfile;
import java.nio.file.Path;

/** Where a profile is looked for: names hold no slash and paths do, so one never hides the other. */
final class ProfileNames {
    private ProfileNames() {}

    static SecurityProfile load(String name) {
        ProfileCatalog catalog = ProfileCatalog.shipped();
        return name.contains("/") ? catalog.loadFile(Path.of(name)) : catalog.load(name);
    }
}
