package dev.immure.cli;

import dev.immure.core.plan.AddressRandomization;
import dev.immure.profiles.OciSeccomp;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The values of {@code --security-opt}, named as docker-run(1) names them. No wall is loosened by them. */
record SecurityOptions(Optional<OciSeccomp> seccomp, AddressRandomization addresses) {
    /** The file of Docker has 13 KB. */
    private static final int MAX_BYTES = 512 * 1024;

    /**
     * Reads them all.
     *
     * @param fault told of each that cannot be used, and why
     * @throws dev.immure.core.ImmureException when a file that is named is no filter
     */
    static SecurityOptions read(List<String> texts, BiConsumer<String, String> fault) {
        Optional<OciSeccomp> seccomp = Optional.empty();
        AddressRandomization addresses = AddressRandomization.ON;
        for (String text : texts) {
            // Docker knows key:value too, from before it knew key=value.
            String[] parts = text.split("[=:]", 2);
            String value = parts.length == 2 ? parts[1] : "";
            switch (parts[0]) {
                case "seccomp" -> {
                    if (seccomp.isPresent()) {
                        fault.accept(text, "a filter is given already");
                    }
                    seccomp = seccomp(text, value, fault);
                }
                // It is on for every sandbox.
                case "no-new-privileges" -> {
                    if (!value.isEmpty() && !value.equals("true")) {
                        fault.accept(text, "no_new_privs cannot be switched off");
                    }
                }
                // The last one counts.
                case "aslr" -> addresses = addresses(text, value, fault);
                default -> fault.accept(text, "not seccomp=FILE, aslr=on, aslr=off or no-new-privileges");
            }
        }
        return new SecurityOptions(seccomp, addresses);
    }

    private static AddressRandomization addresses(String text, String value, BiConsumer<String, String> fault) {
        if (!value.equals("on") && !value.equals("off")) {
            fault.accept(text, "not aslr=on or aslr=off");
        }
        return value.equals("off") ? AddressRandomization.OFF : AddressRandomization.ON;
    }

    private static Optional<OciSeccomp> seccomp(String text, String value, BiConsumer<String, String> fault) {
        switch (value) {
            case "unconfined" -> fault.accept(text, "no program runs without a filter; name a profile that fits it");
            case "", "builtin" -> fault.accept(text, "name a file; the profile's filter is always there");
            default -> {
                return Optional.of(OciSeccomp.parse(SmallFile.PUBLIC.read(Path.of(value), MAX_BYTES), value));
            }
        }
        return Optional.empty();
    }
}
