package dev.immure.policy.internal.model;

import dev.immure.core.Fault;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects the faults of one bundle, so that all of them are told at once; each only once. */
public final class Faults {
    /** Beyond this nothing more is collected: a hostile file must not fill the memory with complaints. */
    private static final int MOST = 200;

    private final Set<Fault> all = new LinkedHashSet<>();

    public void add(PolicyFaultCode code, SourceLine at, String why) {
        add(code, at.toString(), why);
    }

    public void add(PolicyFaultCode code, String on, String why) {
        if (all.size() < MOST) {
            all.add(new Fault(code, "cannot accept policy", on, why, code.remedy()));
        }
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    public int size() {
        return all.size();
    }

    public List<Fault> list() {
        return List.copyOf(all);
    }
}
