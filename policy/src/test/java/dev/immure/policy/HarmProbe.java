package dev.immure.policy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.kie.api.runtime.KieSession;

/** Gives a policy to plain Drools in a process of its own, for what would end, hang or fill the process of the tests. */
final class HarmProbe {
    static final String READY = "ready";
    static final String FULL = "the memory is full";
    static final String THROUGH = "through";

    private HarmProbe() {}

    /** @param arguments the file of the policy */
    public static void main(String[] arguments) throws IOException {
        KieSession session =
                Oracle.compile(Files.readString(Path.of(arguments[0]))).newSession();
        session.setGlobal("decision", new Ruling(true));
        Inputs.valid()
                .mounts(new MountRequest("/" + "a".repeat(40) + "b", "/d", true))
                .build()
                .facts()
                .forEach(session::insert);
        System.out.println(READY);
        try {
            session.fireAllRules(10);
            System.out.println(THROUGH);
        } catch (OutOfMemoryError e) {
            System.out.println(FULL);
        } catch (RuntimeException e) {
            System.out.println(e.getCause() instanceof OutOfMemoryError ? FULL : e.toString());
        }
        Runtime.getRuntime().halt(0);
    }
}
