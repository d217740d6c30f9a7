package dev.immure.cli;

import dev.immure.cli.caller.Caller;
import dev.immure.cli.pipeline.SelinuxWish;
import dev.immure.core.plan.AddressRandomization;
import dev.immure.profiles.OciSeccomp;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The values of {@code --security-opt}, named as docker-run(1) names them. Those that could loosen a wall are the policy's to permit. */
record SecurityOptions(Optional<OciSeccomp> seccomp, AddressRandomization addresses, SelinuxWish label) {
    /** The file of Docker has 13 KB. */
    private static final int MAX_BYTES = 512 * 1024;

    /**
     * Reads them all.
     *
     * @param fault told of each that cannot be used, and why
     * @throws dev.immure.core.ImmureException when a file that is named is no filter
     */
    static SecurityOptions read(List<String> texts, Caller caller, BiConsumer<String, String> fault) {
        Optional<OciSeccomp> seccomp = Optional.empty();
        AddressRandomization addresses = AddressRandomization.ON;
        SelinuxWish label = SelinuxWish.none();
        for (String text : texts) {
            // Docker knows key:value too, from before it knew key=value.
            String[] parts = text.split("[=:]", 2);
            String value = parts.length == 2 ? parts[1] : "";
            switch (parts[0]) {
                case "seccomp" -> {
                    if (seccomp.isPresent()) {
                        fault.accept(text, "a filter is given already");
                    }
                    seccomp = seccomp(text, value, caller, fault);
                }
                // It is on for every sandbox.
                case "no-new-privileges" -> {
                    if (!value.isEmpty() && !value.equals("true")) {
                        fault.accept(text, "no_new_privs cannot be switched off");
                    }
                }
                // The last one counts.
                case "aslr" -> addresses = addresses(text, value, fault);
                case "label" -> label = label(text, value, label, fault);
                default -> fault.accept(text, "not seccomp=FILE, aslr=on, aslr=off, label=… or no-new-privileges");
            }
        }
        return new SecurityOptions(seccomp, addresses, label);
    }

    /** A type and a level are given apart. */
    private static SelinuxWish label(String text, String value, SelinuxWish before, BiConsumer<String, String> fault) {
        try {
            return before.and(value);
        } catch (IllegalArgumentException e) {
            fault.accept(text, String.valueOf(e.getMessage()));
            return before;
        }
    }

    private static AddressRandomization addresses(String text, String value, BiConsumer<String, String> fault) {
        if (!value.equals("on") && !value.equals("off")) {
            fault.accept(text, "not aslr=on or aslr=off");
        }
        return value.equals("off") ? AddressRandomization.OFF : AddressRandomization.ON;
    }

    private static Optional<OciSeccomp> seccomp(
            String text, String value, Caller caller, BiConsumer<String, String> fault) {
        switch (value) {
            case "unconfined" -> fault.accept(text, "no program runs without a filter; name a profile that fits it");
            case "", "builtin" -> fault.accept(text, "name a file; the profile's filter is always there");
            default -> {
                return Optional.of(OciSeccomp.parse(SmallFile.RELIED_UPON.read(caller.path(value), MAX_BYTES), value));
            }
        }
        return Optional.empty();
    }
}
