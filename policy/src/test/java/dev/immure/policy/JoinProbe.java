package dev.immure.policy;

import java.util.stream.IntStream;
import org.kie.api.runtime.KieSession;

/** Lets plain Drools join as many patterns as it is told over forty facts: in a process of its own, whose memory it fills. */
final class JoinProbe {
    static final int FACTS = 40;
    static final String FULL = "the memory is full";

    private JoinProbe() {}

    static PolicyInput input() {
        return Inputs.valid()
                .mounts(IntStream.range(0, FACTS)
                        .mapToObj(i -> new MountRequest("/srv/" + i, "/d", true))
                        .toList())
                .build();
    }

    public static void main(String[] arguments) {
        int patterns = Integer.parseInt(arguments[0]);
        KieSession session = Oracle.compileRules("rule \"ABC-001\" when " + "MountRequest() ".repeat(patterns)
                        + "then decision.warn(\"W\", \"t\"); end\n")
                .newSession();
        session.setGlobal("decision", new Ruling(true));
        input().facts().forEach(session::insert);
        try {
            System.out.println(session.fireAllRules(10) + " firings");
        } catch (OutOfMemoryError e) {
            System.out.println(FULL);
        }
        Runtime.getRuntime().halt(0);
    }
}
