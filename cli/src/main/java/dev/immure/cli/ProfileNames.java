package dev.immure.cli;

import dev.immure.cli.caller.Caller;
import dev.immure.core.Remembered;
import dev.immure.core.host.WhileUnchanged;
import dev.immure.profiles.ProfileCatalog;
import dev.immure.profiles.SecurityProfile;
import java.nio.file.Path;

/** Where a profile is looked for: names hold no slash and paths do, so one never hides the other. */
final class ProfileNames {
    private static final Remembered<String, SecurityProfile> SHIPPED = new Remembered<>(32);
    private static final WhileUnchanged<Path, SecurityProfile> FILES = new WhileUnchanged<>();

    private ProfileNames() {}

    static SecurityProfile load(String name) {
        return load(name, new ProcessCaller());
    }

    static SecurityProfile load(String name, Caller caller) {
        ProfileCatalog catalog = ProfileCatalog.shipped();
        return name.contains("/") ? FILES.get(caller.path(name), catalog::loadFile) : SHIPPED.get(name, catalog::load);
    }
}
