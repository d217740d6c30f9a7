package dev.immure.profiles;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The SELinux module that is shipped with the profiles, in CIL (SELinux project, secilc). */
public final class SelinuxModule {
    private static final String RESOURCE = "/selinux/immure.cil";

    private SelinuxModule() {}

    /** Its text, for semodule(8): loading it is the administrator's to do. */
    public static String text() {
        try (InputStream in = SelinuxModule.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
