package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.core.image.Digest;
import dev.immure.core.plan.HostHandle;
import dev.immure.core.plan.LaunchPlan;
import dev.immure.core.plan.PlanOp;
import java.io.IOException;
import java.util.Locale;
import java.util.Objects;

/** A launch plan, step by step: {@code immure plan}. */
public record PlanReport(Digest image, Digest tree, LaunchPlan plan) implements Answer {
    public PlanReport {
        Objects.requireNonNull(image, "image is null");
        Objects.requireNonNull(tree, "tree is null");
        Objects.requireNonNull(plan, "plan is null");
    }

    @Override
    public void text(TextOutput out) {
        out.line("plan " + plan.digest());
        out.line("image " + image + ", tree " + tree);
        int slot = LaunchPlan.FIRST_HANDLE_SLOT;
        for (HostHandle handle : plan.handles()) {
            out.line("#" + slot++ + " = " + handle.describe());
        }
        int step = 0;
        for (PlanOp op : plan.ops()) {
            out.line(step++ + " " + process(op) + " " + op.describe().strip());
        }
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStringField("digest", plan.digest().toString());
        json.writeObjectFieldStart("image");
        json.writeStringField("digest", image.toString());
        json.writeStringField("tree", tree.toString());
        json.writeEndObject();
        json.writeArrayFieldStart("handles");
        for (HostHandle handle : plan.handles()) {
            json.writeString(handle.describe());
        }
        json.writeEndArray();
        json.writeArrayFieldStart("steps");
        for (PlanOp op : plan.ops()) {
            json.writeStartObject();
            json.writeStringField("process", process(op));
            json.writeStringField("op", op.opcode().label());
            json.writeStringField("call", op.opcode().call());
            json.writeStringField("text", op.describe());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static String process(PlanOp op) {
        return op.opcode().stage().name().toLowerCase(Locale.ROOT);
    }
}
