package dev.immure.cli.demo;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.cli.render.Answer;
import dev.immure.cli.render.TextOutput;
import dev.immure.core.Escape;
import dev.immure.core.Fault;
import dev.immure.core.audit.AuditVerification;
import dev.immure.core.audit.Receipt;
import dev.immure.core.audit.WallState;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** What {@code immure demo} shows. */
public record DemoReport(Demo.Story story) implements Answer {
    public DemoReport {
        Objects.requireNonNull(story, "story is null");
    }

    @Override
    public void text(TextOutput out) {
        Receipt receipt = story.receipt();
        out.line("1. An image was packed around a small program, the probe, and signed with a fresh key.");
        out.line("     image   " + story.image().digest());
        out.line("     key     " + story.key());
        out.line("2. Its signature was verified, and the policy asked.");
        receipt.image()
                .signers()
                .forEach(signer -> out.line("     signed  by " + signer.identity() + ", " + signer.method()));
        receipt.policy()
                .ifPresent(policy -> out.line("     policy  " + policy.bundle() + " said "
                        + policy.decision().word() + ": " + String.join(", ", policy.rules())));
        out.line("3. The launch was planned, put on record and done. These walls stood:");
        receipt.walls().forEach((name, state) -> out.line("     " + pad(name) + say(state)));
        out.line("4. Inside, the probe tried to get out:");
        byWall().forEach((wall, attempts) -> wall(out, wall, attempts));
        out.line("5. The run ended with " + receipt.result().verdict() + " ("
                + receipt.result().verdict().meaning() + "), and the audit log is " + auditWord() + ".");
        refusal(out, "6. An unsigned copy of the image: ", story.unsigned());
        refusal(out, "7. A signed copy of which one bit was changed on disk: ", story.tampered());
        long held = story.attempts().stream().filter(Attempt::held).count();
        long skipped = story.attempts().stream().filter(Attempt::skipped).count();
        long open = story.attempts().size() - held - skipped;
        out.line("");
        out.line(held + " attempts stopped or shown nothing, " + open + " got through, " + skipped
                + " could not be tried here.");
    }

    private static void wall(TextOutput out, String wall, List<Attempt> attempts) {
        out.line("   " + wall);
        for (Attempt attempt : attempts) {
            String mark = attempt.held() ? "held" : attempt.skipped() ? "skip" : "OPEN";
            out.line("     " + mark + "  " + attempt.tried() + ": " + Escape.control(attempt.result()));
        }
    }

    private static void refusal(TextOutput out, String head, Optional<Fault> fault) {
        out.line(head + fault.map(f -> "refused.").orElse("NOT refused."));
        fault.ifPresent(f -> out.line("     " + Escape.control(f.sentence())));
    }

    private String auditWord() {
        return switch (story.audit()) {
            case AuditVerification.Intact intact -> "intact, " + intact.records() + " records";
            case AuditVerification.Broken broken -> "broken: " + broken.why();
        };
    }

    private Map<String, List<Attempt>> byWall() {
        return story.attempts().stream()
                .collect(Collectors.groupingBy(Attempt::wall, LinkedHashMap::new, Collectors.toList()));
    }

    private static String say(WallState state) {
        return switch (state) {
            case WallState.Enforced enforced -> enforced.how();
            case WallState.Unavailable unavailable -> "not here: " + unavailable.why();
            case WallState.Waived waived -> "waived: " + waived.why();
        };
    }

    private static String pad(String name) {
        return name + " ".repeat(Math.max(1, 17 - name.length()));
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeBooleanField("good", story.isGood());
        json.writeStringField("image", story.image().digest().toString());
        json.writeStringField("verdict", story.receipt().result().verdict().name());
        json.writeArrayFieldStart("attempts");
        for (Attempt attempt : story.attempts()) {
            json.writeStartObject();
            json.writeStringField("wall", attempt.wall());
            json.writeStringField("tried", attempt.tried());
            json.writeStringField("result", attempt.result());
            json.writeBooleanField("held", attempt.held());
            json.writeEndObject();
        }
        json.writeEndArray();
        refusal(json, "unsigned", story.unsigned());
        refusal(json, "tampered", story.tampered());
    }

    private static void refusal(JsonGenerator json, String name, Optional<Fault> fault) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeBooleanField("refused", fault.isPresent());
        if (fault.isPresent()) {
            json.writeStringField("code", fault.get().code().id());
            json.writeStringField("why", fault.get().why());
        }
        json.writeEndObject();
    }
}
