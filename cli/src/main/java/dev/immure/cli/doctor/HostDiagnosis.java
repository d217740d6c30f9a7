package dev.immure.cli.doctor;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.cli.render.Answer;
import dev.immure.cli.render.JsonOutput;
import dev.immure.cli.render.TextOutput;
import dev.immure.core.host.Finding;
import dev.immure.core.host.HostReport;
import dev.immure.core.host.Wall;
import dev.immure.core.resource.CgroupLayout;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** What this host can enforce, wall by wall, with the evidence and the way to mend it: {@code immure doctor}. */
public record HostDiagnosis(HostReport report) implements Answer {
    private static final int STATE_WIDTH = 11;
    private static final String INDENT = " ".repeat(STATE_WIDTH);

    public HostDiagnosis {
        Objects.requireNonNull(report, "report is null");
    }

    /** Whether no required wall is missing. */
    public boolean isReady() {
        return report.missingRequired().isEmpty();
    }

    @Override
    public void text(TextOutput out) {
        out.line("Linux " + report.kernelRelease() + ", " + report.cpus() + " CPUs, "
                + report.cgroup().map(HostDiagnosis::describe).orElse("no usable cgroups"));
        out.blank();
        report.findings().forEach(finding -> text(out, finding));
        out.blank();
        out.line(summary());
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeBooleanField("ready", isReady());
        JsonOutput.object(json, "host", this::host);
        json.writeArrayFieldStart("walls");
        for (Finding finding : report.findings()) {
            json.writeStartObject();
            json.writeStringField("wall", finding.wall().id());
            json.writeStringField("need", lowerCase(finding.wall().need()));
            json.writeStringField("state", lowerCase(finding.state()));
            json.writeStringField("purpose", finding.wall().purpose());
            json.writeStringField("evidence", finding.evidence());
            json.writeStringField("remedy", finding.remedy());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void host(JsonGenerator json) throws IOException {
        json.writeStringField("kernel", report.kernelRelease());
        json.writeNumberField("cpus", report.cpus());
        json.writeNumberField("uptimeSeconds", report.uptimeSeconds());
        JsonOutput.optional(json, "cgroup", report.cgroup().map(HostDiagnosis::describe));
        json.writeNumberField("landlockAbi", report.landlockAbi());
        json.writeNumberField("lastCapability", report.lastCapability());
    }

    private static void text(TextOutput out, Finding finding) {
        String state = word(finding);
        out.line(state + " ".repeat(STATE_WIDTH - state.length())
                + finding.wall().id() + ": " + finding.wall().purpose());
        out.line(INDENT + "evidence: " + finding.evidence());
        if (finding.state() != Finding.State.AVAILABLE) {
            out.line(INDENT + "to mend:  " + finding.remedy());
        }
    }

    /** Capitals for what keeps a sandbox from starting. */
    private static String word(Finding finding) {
        return switch (finding.state()) {
            case AVAILABLE -> "available";
            case UNKNOWN -> "unknown";
            case MISSING -> finding.wall().need() == Wall.Need.REQUIRED ? "MISSING" : "absent";
        };
    }

    private String summary() {
        List<Finding> missing = report.missingRequired();
        if (missing.isEmpty()) {
            return "Every required wall can stand here.";
        }
        String walls = missing.stream().map(finding -> finding.wall().id()).collect(Collectors.joining(", "));
        return "Missing and required: " + walls + ". No sandbox starts here unless --best-effort names them.";
    }

    private static String describe(CgroupLayout layout) {
        return "cgroup " + layout.text();
    }

    private static String lowerCase(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
