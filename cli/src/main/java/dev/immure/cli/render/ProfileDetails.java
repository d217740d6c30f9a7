package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.core.runtime.Capability;
import dev.immure.core.runtime.Rlimit;
import dev.immure.core.runtime.SeccompProfile;
import dev.immure.core.runtime.SeccompRule;
import dev.immure.profiles.ProfileLimits;
import dev.immure.profiles.SecurityProfile;
import dev.immure.profiles.TmpfsMount;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/** Everything that a profile says: {@code immure profile show}. */
public record ProfileDetails(SecurityProfile profile) implements Answer {
    public ProfileDetails {
        Objects.requireNonNull(profile, "profile is null");
    }

    @Override
    public void text(TextOutput out) {
        out.line(profile.name() + ": " + profile.description());
        out.line(profile.digest().toString());
        out.blank();
        table().print(out);
        out.blank();
        out.line("System calls without a network: " + summary(profile.seccomp()));
        out.line("System calls with a network:    " + summary(profile.networkedSeccomp()));
        Table rules = Table.withoutHeader();
        profile.seccomp()
                .rules()
                .forEach(rule -> rules.row("  " + rule.action(), String.join(" ", rule.names()) + conditions(rule)));
        rules.print(out);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStringField("name", profile.name());
        json.writeStringField("description", profile.description());
        json.writeStringField("digest", profile.digest().toString());
        JsonOutput.strings(json, "capabilities", capabilities());
        JsonOutput.object(json, "limits", this::limits);
        JsonOutput.object(json, "rlimits", this::rlimits);
        tmpfs(json);
        JsonOutput.stringMap(json, "environment", profile.environment());
        JsonOutput.strings(json, "maskedPaths", profile.paths().masked());
        JsonOutput.strings(json, "readonlyPaths", profile.paths().readOnly());
        JsonOutput.stringMap(json, "reasons", new TreeMap<>(profile.reasons()));
        JsonOutput.object(json, "seccomp", object -> seccomp(object, profile.seccomp()));
        JsonOutput.object(json, "networkedSeccomp", object -> seccomp(object, profile.networkedSeccomp()));
    }

    private Table table() {
        ProfileLimits limits = profile.limits();
        Table table = Table.withoutHeader()
                .row("Capabilities", capabilities().isEmpty() ? "none" : String.join(" ", capabilities()), "")
                .row("Memory", new ByteCount(limits.memoryBytes()).toString(), reason("memory"))
                .row("Processes", String.valueOf(limits.pids()), reason("pids"))
                .row("CPUs", limits.milliCpus() / 1000.0 + "", reason("cpus"))
                .row("CPU time", seconds(limits.cpuTime().toMillis()), reason("cpuTime"))
                .row("Wall time", seconds(limits.wallTime().toMillis()), reason("wallTime"))
                .row("Output", new ByteCount(limits.outputBytes()).toString(), reason("output"))
                .row("Disk", new ByteCount(limits.diskBytes()) + ", " + limits.inodes() + " files", reason("disk"));
        for (Rlimit rlimit : profile.rlimits()) {
            String name = rlimit.resource().name();
            table.row(name, value(rlimit.soft()) + ":" + value(rlimit.hard()), reason(name));
        }
        for (TmpfsMount mount : profile.tmpfs()) {
            table.row("tmpfs", mount.path() + " " + new ByteCount(mount.sizeBytes()), reason(mount.path()));
        }
        profile.environment().forEach((name, value) -> table.row("Environment", name + "=" + value, reason(name)));
        profile.paths().masked().forEach(path -> table.row("Masked", path, reason(path)));
        profile.paths().readOnly().forEach(path -> table.row("Read-only", path, reason(path)));
        return table;
    }

    private List<String> capabilities() {
        return profile.capabilities().capabilities().stream()
                .map(Capability::name)
                .toList();
    }

    private String reason(String name) {
        return profile.reasons().getOrDefault(name, "");
    }

    private static String seconds(long milliseconds) {
        return milliseconds / 1000.0 + " s";
    }

    private static String value(long rlimit) {
        return rlimit == Rlimit.UNLIMITED ? "unlimited" : Long.toUnsignedString(rlimit);
    }

    private static String summary(SeccompProfile seccomp) {
        long calls = seccomp.rules().stream()
                .flatMap(rule -> rule.names().stream())
                .distinct()
                .count();
        return seccomp.rules().size() + " rules for " + calls + " calls, " + seccomp.defaultAction()
                + " for the others, " + seccomp.unknownAction() + " for those newer than Immure";
    }

    private static String conditions(SeccompRule rule) {
        return rule.arguments().isEmpty() ? "" : " when " + rule.arguments();
    }

    private void limits(JsonGenerator json) throws IOException {
        ProfileLimits limits = profile.limits();
        json.writeNumberField("memoryBytes", limits.memoryBytes());
        json.writeNumberField("pids", limits.pids());
        json.writeNumberField("milliCpus", limits.milliCpus());
        json.writeNumberField("cpuTimeNs", limits.cpuTime().toNanos());
        json.writeNumberField("wallTimeNs", limits.wallTime().toNanos());
        json.writeNumberField("outputBytes", limits.outputBytes());
        json.writeNumberField("diskBytes", limits.diskBytes());
        json.writeNumberField("inodes", limits.inodes());
    }

    private void rlimits(JsonGenerator json) throws IOException {
        for (Rlimit rlimit : profile.rlimits()) {
            JsonOutput.object(json, rlimit.resource().name(), object -> {
                object.writeStringField("soft", value(rlimit.soft()));
                object.writeStringField("hard", value(rlimit.hard()));
            });
        }
    }

    private void tmpfs(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("tmpfs");
        for (TmpfsMount mount : profile.tmpfs()) {
            json.writeStartObject();
            json.writeStringField("path", mount.path());
            json.writeNumberField("sizeBytes", mount.sizeBytes());
            json.writeNumberField("inodes", mount.inodes());
            json.writeStringField("mode", Integer.toOctalString(mount.mode()));
            json.writeBooleanField("noexec", mount.execution() == TmpfsMount.Execution.REFUSED);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void seccomp(JsonGenerator json, SeccompProfile seccomp) throws IOException {
        json.writeStringField("defaultAction", seccomp.defaultAction().toString());
        json.writeStringField("unknownAction", seccomp.unknownAction().toString());
        json.writeArrayFieldStart("rules");
        for (SeccompRule rule : seccomp.rules()) {
            json.writeStartObject();
            JsonOutput.strings(json, "names", rule.names());
            json.writeStringField("action", rule.action().toString());
            JsonOutput.strings(
                    json,
                    "arguments",
                    rule.arguments().stream().map(Object::toString).toList());
            json.writeStringField("reason", rule.reason());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
