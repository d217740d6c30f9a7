package dev.immure.policy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.drools.compiler.kie.builder.impl.DrlProject;
import org.kie.api.KieServices;
import org.kie.api.builder.KieBuilder;
import org.kie.api.builder.KieFileSystem;
import org.kie.api.builder.Message;
import org.kie.api.runtime.KieSession;

/**
 * Drools' classic engine, which compiles rules to Java and MVEL by itself; a process of its own, as its jars are on no class
 * path of the project: {@code DIRECTORY} of DRL files.
 */
public final class ClassicProbe {
    private ClassicProbe() {}

    /** Prints of each file how often what it calls ran, while it was built and in all. */
    public static void main(String[] arguments) throws Exception {
        try (Stream<Path> files = Files.list(Path.of(arguments[0]))) {
            List<Path> sorted = files.sorted().toList();
            for (Path file : sorted) {
                int before = Payload.runs();
                int built = before;
                try {
                    KieServices services = KieServices.get();
                    KieFileSystem rules = services.newKieFileSystem();
                    rules.generateAndWritePomXML(services.newReleaseId("classic", "classic-" + before, "1"));
                    rules.write("src/main/resources/immure/oracle/oracle.drl", Files.readString(file));
                    KieBuilder builder = services.newKieBuilder(rules).buildAll(DrlProject.class);
                    built = Payload.runs();
                    if (!builder.getResults().hasMessages(Message.Level.ERROR)) {
                        fire(services.newKieContainer(builder.getKieModule().getReleaseId())
                                .newKieSession());
                    }
                } catch (Exception | LinkageError e) {
                    // Refused by Drools, or broken by the attack: what ran until then counts.
                }
                System.out.println(file.getFileName() + " " + (built - before) + " " + (Payload.runs() - before));
            }
        }
    }

    private static void fire(KieSession session) {
        try {
            session.setGlobal("decision", new Ruling(true));
            Inputs.valid().build().facts().forEach(session::insert);
            session.fireAllRules(100);
        } finally {
            session.dispose();
        }
    }
}
