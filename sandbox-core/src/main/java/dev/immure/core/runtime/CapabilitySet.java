package dev.immure.core.runtime;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Capabilities a sandbox keeps (capabilities(7)), in the kernel's order. Empty unless somebody says otherwise. */
public record CapabilitySet(Set<Capability> capabilities) {
    private static final CapabilitySet EMPTY = new CapabilitySet(Set.of());

    public CapabilitySet {
        EnumSet<Capability> sorted = EnumSet.noneOf(Capability.class);
        sorted.addAll(capabilities);
        capabilities = Collections.unmodifiableSet(sorted);
    }

    public static CapabilitySet empty() {
        return EMPTY;
    }

    /**
     * Reads names as the kernel spells them: {@code CAP_NET_BIND_SERVICE}, in upper case with the prefix.
     *
     * @throws IllegalArgumentException for a name that Linux does not have, or that is there twice
     */
    public static CapabilitySet parse(Collection<String> names) {
        EnumSet<Capability> set = EnumSet.noneOf(Capability.class);
        for (String name : names) {
            if (!set.add(parse(name))) {
                throw new IllegalArgumentException("the capability " + name + " is named twice");
            }
        }
        return new CapabilitySet(set);
    }

    private static Capability parse(String name) {
        try {
            return Capability.valueOf(name);
        } catch (IllegalArgumentException e) {
            String hint = name.toUpperCase(Locale.ROOT).startsWith("CAP_") ? "" : "; names begin with CAP_";
            throw new IllegalArgumentException("Linux has no capability of the name " + name + hint, e);
        }
    }

    public boolean isEmpty() {
        return capabilities.isEmpty();
    }

    public boolean contains(Capability capability) {
        return capabilities.contains(capability);
    }

    /** Whether this set holds nothing that the other lacks. */
    public boolean isSubsetOf(CapabilitySet other) {
        return other.capabilities.containsAll(capabilities);
    }

    /** What both sets hold: the stricter of two demands. */
    public CapabilitySet intersect(CapabilitySet other) {
        EnumSet<Capability> both = EnumSet.noneOf(Capability.class);
        both.addAll(capabilities);
        both.retainAll(other.capabilities);
        return new CapabilitySet(both);
    }

    /** The 64-bit mask that capset(2) takes in two halves. */
    public long bits() {
        return capabilities.stream().mapToLong(Capability::bit).reduce(0, (a, b) -> a | b);
    }
}
