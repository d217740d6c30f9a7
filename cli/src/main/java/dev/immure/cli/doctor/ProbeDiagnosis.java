package dev.immure.cli.doctor;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.cli.demo.Attempt;
import dev.immure.cli.demo.ProbeBox;
import dev.immure.cli.doctor.ProbeFindings.Layer;
import dev.immure.cli.pipeline.RunListener;
import dev.immure.cli.render.Answer;
import dev.immure.cli.render.JsonOutput;
import dev.immure.cli.render.TextOutput;
import dev.immure.core.Escape;
import dev.immure.core.host.Finding;
import dev.immure.core.host.HostReport;
import dev.immure.core.resource.CgroupParent;
import dev.immure.profiles.SecurityProfile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a probe inside a real sandbox of this host found of a profile's layers: {@code immure doctor --probe}.
 *
 * @param profile its name
 * @param layers each with what it stopped and what got through
 * @param host for the ways to mend
 */
public record ProbeDiagnosis(String profile, List<Layer> layers, HostReport host) implements Answer {
    private static final int NAME_WIDTH = 15;
    /** More than what Immure's own processes add to the limit. */
    private static final long BEYOND = 128L << 20;

    private static final String INDENT = " ".repeat(11);

    public ProbeDiagnosis {
        Objects.requireNonNull(profile, "profile is null");
        Objects.requireNonNull(host, "host is null");
        layers = List.copyOf(layers);
    }

    /** Launches the probe three times: its tour, the profile's own refusals, and more memory than there is. */
    public static ProbeDiagnosis make(
            SecurityProfile profile, HostReport host, Optional<CgroupParent> cgroupParent, RunListener listener) {
        ProbeFindings findings = new ProbeFindings();
        try (ProbeBox box = new ProbeBox(listener, profile, cgroupParent)) {
            ProbeBox.Said tour = box.tour();
            findings.tour(ProbeBox.attempts(tour.output().lines()));
            findings.receipt(tour.receipt().walls());
            findings.inside(profile, box.run(inside(profile)).output().lines().toList());
            findings.memory(
                    box.run(List.of("alloc", String.valueOf(profile.limits().memoryBytes() + BEYOND)))
                            .receipt()
                            .result()
                            .verdict());
        }
        return new ProbeDiagnosis(profile.name(), findings.layers(), host);
    }

    /** The probe's tool that tells limits and tries what the profile refuses. */
    static List<String> inside(SecurityProfile profile) {
        List<String> command = new ArrayList<>(List.of("inside"));
        command.addAll(SampleCalls.refusedBy(profile.seccomp()).keySet());
        return command;
    }

    /** As {@link #make}, from what a probe told already. */
    static ProbeDiagnosis of(
            SecurityProfile profile, HostReport host, List<Attempt> tour, List<String> inside, ProbeFindings findings) {
        findings.tour(tour);
        findings.inside(profile, inside);
        return new ProbeDiagnosis(profile.name(), findings.layers(), host);
    }

    /** Whether no layer is weaker than the profile says. */
    public boolean isSound() {
        return layers.stream().allMatch(Layer::isSound);
    }

    @Override
    public void text(TextOutput out) {
        out.line("Profile " + profile + ", tried from inside a sandbox of this host.");
        out.blank();
        for (Layer layer : layers) {
            String name = layer.name()
                    + " ".repeat(Math.max(1, NAME_WIDTH - layer.name().length()));
            out.line((layer.isSound() ? "held       " : "WEAK       ") + name + layer.held() + " attempts stopped");
            layer.weaknesses().forEach(weakness -> out.line(INDENT + "evidence: " + Escape.control(weakness)));
            if (!layer.isSound()) {
                out.line(INDENT + "to mend:  " + remedy(layer));
            }
        }
        out.blank();
        out.line(summary());
    }

    private String summary() {
        return isSound()
                ? "Sound: every layer is as strong as the profile says."
                : "NOT SOUND. Weaker than the profile says: "
                        + layers.stream()
                                .filter(layer -> !layer.isSound())
                                .map(Layer::name)
                                .collect(Collectors.joining(", "))
                        + ".";
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeBooleanField("sound", isSound());
        json.writeStringField("profile", profile);
        json.writeArrayFieldStart("layers");
        for (Layer layer : layers) {
            json.writeStartObject();
            json.writeStringField("layer", layer.name());
            json.writeBooleanField("sound", layer.isSound());
            json.writeNumberField("stopped", layer.held());
            JsonOutput.strings(json, "evidence", layer.weaknesses());
            json.writeStringField("remedy", layer.isSound() ? "" : remedy(layer));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** What the host lacks for it; where it lacks nothing, the defect is Immure's. */
    private String remedy(Layer layer) {
        return host.findings().stream()
                .filter(finding -> finding.wall().id().equals(layer.name()))
                .filter(finding -> finding.state() != Finding.State.AVAILABLE)
                .map(Finding::remedy)
                .findFirst()
                .orElse("This host has what the layer needs: run nothing here, and report it with "
                        + "`immure doctor --output json` and `immure plan`");
    }
}
