package dev.immure.cli;

import dev.immure.cli.caller.Caller;
import dev.immure.profiles.ProfileCatalog;
import dev.immure.profiles.SecurityProfile;

/** Where a profile is looked for: names hold no slash and paths do, so one never hides the other. */
final class ProfileNames {
    private ProfileNames() {}

    static SecurityProfile load(String name) {
        return load(name, new ProcessCaller());
    }

    static SecurityProfile load(String name, Caller caller) {
        ProfileCatalog catalog = ProfileCatalog.shipped();
        return name.contains("/") ? catalog.loadFile(caller.path(name)) : catalog.load(name);
    }
}
