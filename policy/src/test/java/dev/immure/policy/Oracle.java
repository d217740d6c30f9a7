package dev.immure.policy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.drools.model.codegen.ExecutableModelProject;
import org.kie.api.KieServices;
import org.kie.api.builder.KieBuilder;
import org.kie.api.builder.KieFileSystem;
import org.kie.api.builder.Message;
import org.kie.api.event.rule.BeforeMatchFiredEvent;
import org.kie.api.event.rule.DefaultAgendaEventListener;
import org.kie.api.runtime.KieContainer;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.rule.Match;

/** Drools as it comes: compiles DRL to Java and runs that. Only ever on the class path of tests. */
final class Oracle {
    private static final String HEAD =
            "package immure.oracle; import dev.immure.policy.*; " + "global dev.immure.policy.Decision decision; ";

    private final KieContainer container;

    private Oracle(KieContainer container) {
        this.container = container;
    }

    /** The DRL as it stands. */
    static Oracle compile(String drl) {
        KieServices services = KieServices.get();
        KieFileSystem files = services.newKieFileSystem();
        files.generateAndWritePomXML(services.newReleaseId("oracle", "oracle-" + System.nanoTime(), "1"));
        files.write("src/main/resources/immure/oracle/oracle.drl", drl);
        KieBuilder builder = services.newKieBuilder(files).buildAll(ExecutableModelProject.class);
        if (builder.getResults().hasMessages(Message.Level.ERROR)) {
            throw new IllegalArgumentException(builder.getResults().toString());
        }
        return new Oracle(services.newKieContainer(builder.getKieModule().getReleaseId()));
    }

    /** Rules without package and imports, as our own language allows them; on one line, to keep line numbers. */
    static Oracle compileRules(String rules) {
        return compile(HEAD + rules);
    }

    KieSession newSession() {
        return container.newKieSession();
    }

    /** What the same rules say to the same weighing when Drools compiled them. */
    Ruling decide(PolicyInput input, PolicyBundle bundle) {
        Map<String, Boolean> naming = new HashMap<>();
        String state = input.image().verification();
        bundle.policy()
                .rules()
                .forEach(rule -> naming.put(rule.name(), rule.names("ImageFacts", "verification", state)));
        AtomicReference<String> rule = new AtomicReference<>("");
        Ruling ruling = new Ruling(state.equals(ImageFacts.VERIFIED));
        KieSession session = newSession();
        try {
            session.setGlobal("decision", ruling);
            session.addEventListener(new DefaultAgendaEventListener() {
                @Override
                public void beforeMatchFired(BeforeMatchFiredEvent event) {
                    Match match = event.getMatch();
                    rule.set(match.getRule().getName());
                    ruling.speak(rule.get(), naming.getOrDefault(rule.get(), false));
                }
            });
            bundle.facts(input).forEach(session::insert);
            session.fireAllRules();
        } finally {
            session.dispose();
        }
        return ruling;
    }

    static List<String> sorted(List<Reason> reasons) {
        return reasons.stream().map(Reason::toString).sorted().toList();
    }
}
