package dev.immure.policy.audit;

import dev.immure.core.image.Digest;
import dev.immure.policy.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Summaries written by hand, for the reports. */
final class Summaries {
    /** Ends a script, an attribute and an element, and turns text around. */
    static final String HOSTILE =
            "</script><img src=x onerror=\"document.title='broken'\">'\"><b id=injected>&amp;\u202e]]>\u0007"
                    + "[look](javascript:alert(1))";

    static final Outcome PERMITTED = new Outcome(
            true,
            List.of(new Reason("PRM-001 verified", "BASELINE", "nothing is against it")),
            List.of(),
            List.of("PRM-001 verified"),
            List.of());
    static final Outcome LIMITED = new Outcome(
            true,
            List.of(new Reason("PRM-001 verified", "BASELINE", "nothing is against it")),
            List.of("cap-memory 268435456", "no-network"),
            List.of("LIM-010 cap", "PRM-001 verified"),
            List.of("legacy"));

    private Summaries() {}

    static Outcome denied(String text) {
        return new Outcome(
                false,
                List.of(new Reason("MNT-001 system", "MOUNT-SYSTEM", text)),
                List.of(),
                List.of("MNT-001 system", "PRM-001 verified"),
                List.of());
    }

    static Replayed launch(String id, String image, Effect effect, Optional<Outcome> before, Optional<Outcome> after) {
        return new Replayed(
                id,
                Optional.of(Instant.parse("2026-11-23T09:30:00Z")),
                image,
                effect == Effect.NOT_REPLAYED ? "" : "uid 1000",
                List.of("/bin/sh", "-c", "echo " + image),
                effect,
                before,
                after,
                effect == Effect.NOT_REPLAYED ? "no facts were recorded" : "",
                List.of());
    }

    /** One launch of every kind, and one that is hostile. */
    static AuditSummary every() {
        return of(
                launch(
                        "run-1",
                        "registry.example/a:1",
                        Effect.NEWLY_DENIED,
                        Optional.of(PERMITTED),
                        Optional.of(denied("/etc would be writable"))),
                launch("run-2", HOSTILE, Effect.NEWLY_DENIED, Optional.of(PERMITTED), Optional.of(denied(HOSTILE))),
                launch(
                        "run-3",
                        "registry.example/b:1",
                        Effect.NEWLY_PERMITTED,
                        Optional.of(denied("/srv")),
                        Optional.of(PERMITTED)),
                launch("run-4", "registry.example/c:1", Effect.CHANGED, Optional.of(PERMITTED), Optional.of(LIMITED)),
                launch("run-5", "sha256:00", Effect.NOT_REPLAYED, Optional.of(PERMITTED), Optional.empty()),
                launch(
                        "run-6",
                        "registry.example/d:1",
                        Effect.UNCHANGED,
                        Optional.of(PERMITTED),
                        Optional.of(PERMITTED)),
                launch(
                        "run-7",
                        "registry.example/e:1",
                        Effect.UNCHANGED,
                        Optional.of(denied("/")),
                        Optional.of(denied("/"))));
    }

    static AuditSummary of(Replayed... launches) {
        return of("20-request.drl:16", launches);
    }

    /** A launch that a rule at this place denies. */
    static AuditSummary at(String place) {
        return of(place, launch("run-1", "a", Effect.DENIED, Optional.empty(), Optional.of(denied("/"))));
    }

    private static AuditSummary of(String place, Replayed... launches) {
        Map<Effect, Long> totals = new java.util.EnumMap<>(Effect.class);
        for (Replayed launch : launches) {
            totals.merge(launch.effect(), 1L, Long::sum);
        }
        return new AuditSummary(
                "policies",
                Digest.of("policy".getBytes(StandardCharsets.UTF_8)),
                "the log /var/lib/immure/audit",
                totals,
                List.of(launches),
                List.of(new CallerTally("uid 1000", totals)),
                List.of(
                        new RuleTally("LIM-010 cap", Optional.of("30 limits.drl:7"), List.of(), 1, 0, 0, 0),
                        new RuleTally("MNT-001 system", Optional.of(place), List.of("CIS-DI-5.5"), 3, 3, 2, 1),
                        new RuleTally("PRM-001 verified", Optional.of("90-permit.drl:3"), List.of(), 6, 0, 0, 0)),
                List.of(new ControlTally("CIS-DI-5.5", List.of("MNT-001 system"), 3, 3)),
                List.of(new WaiverTally("legacy", 1, 1)));
    }
}
