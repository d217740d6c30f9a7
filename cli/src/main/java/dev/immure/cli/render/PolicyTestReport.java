package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.policy.test.Coverage;
import dev.immure.policy.test.Mutation;
import dev.immure.policy.test.MutationReport;
import dev.immure.policy.test.ScenarioResult;
import dev.immure.policy.test.TestRun;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What came of the tests of a policy: {@code immure policy test}.
 *
 * @param place as the user named it
 * @param coverage measured once, for it asks every condition
 * @param coverageMin least rules that fire, in per cent
 * @param mutate whether changes of the rules were asked for
 * @param mutations empty when they were not, or a scenario fails without any change
 * @param mutationMin least changes noticed, in per cent
 */
public record PolicyTestReport(
        String place,
        TestRun run,
        Coverage coverage,
        int coverageMin,
        boolean mutate,
        Optional<MutationReport> mutations,
        int mutationMin)
        implements Answer {
    private static final int SHOWN = 100;

    public PolicyTestReport {
        Objects.requireNonNull(place, "place is null");
        Objects.requireNonNull(run, "run is null");
        Objects.requireNonNull(coverage, "coverage is null");
        Objects.requireNonNull(mutations, "mutations is null");
    }

    public PolicyTestReport(
            String place,
            TestRun run,
            int coverageMin,
            boolean mutate,
            Optional<MutationReport> mutations,
            int mutationMin) {
        this(place, run, run.coverage(), coverageMin, mutate, mutations, mutationMin);
    }

    /** Whether all that was asked for holds. */
    public boolean passes() {
        return run.holds()
                && coverage.rulePercent() >= coverageMin
                && mutations
                        .map(report -> report.percent() >= mutationMin
                                && report.stale().isEmpty())
                        .orElse(true);
    }

    @Override
    public void text(TextOutput out) {
        if (run.results().isEmpty()) {
            out.line(place + ": there is no scenario in tests/*_test.yaml, and a policy without tests passes none");
            return;
        }
        failures(out);
        files(out);
        coverage(out);
        mutations.ifPresent(report -> mutations(report, out));
        if (mutate && mutations.isEmpty()) {
            out.line("no change of a rule was tried: scenarios fail without any");
        }
        out.line(run.results().size() + (run.results().size() == 1 ? " scenario, " : " scenarios, ") + run.failed()
                + " failed, policy " + run.policy().digest());
    }

    private void failures(TextOutput out) {
        for (ScenarioResult result : run.results()) {
            for (String failure : result.failures()) {
                out.line(result.scenario().at() + ": " + result.scenario().name() + ": " + failure);
            }
        }
    }

    private void files(TextOutput out) {
        Map<String, List<ScenarioResult>> files = run.results().stream()
                .collect(Collectors.groupingBy(result -> result.scenario().file(), TreeMap::new, Collectors.toList()));
        Table table = Table.withHeader("FILE", "SCENARIOS", "FAILED");
        files.forEach((file, results) -> table.row(
                file,
                Integer.toString(results.size()),
                Long.toString(results.stream().filter(result -> !result.holds()).count())));
        table.print(out);
    }

    private void coverage(TextOutput out) {
        long fired = coverage.rules().stream().filter(rule -> rule.fired() > 0).count();
        out.line("rules that fired: " + fired + " of " + coverage.rules().size() + " (" + coverage.rulePercent() + " %"
                + (coverageMin > 0 ? ", at least " + coverageMin + " % demanded" : "") + ")");
        coverage.rules().stream()
                .filter(rule -> rule.fired() == 0)
                .forEach(rule -> out.line("  " + rule.at() + ": \"" + rule.rule() + "\" fired in no scenario"));
        out.line("conditions seen to hold and not to hold: " + coverage.conditionPercent() + " %");
        for (Coverage.OfCondition condition : coverage.conditions()) {
            if (!condition.held() || !condition.failed()) {
                out.line("  " + condition.at() + ": `" + cut(condition.text()) + "` " + side(condition));
            }
        }
    }

    private static String cut(String text) {
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }

    private static String side(Coverage.OfCondition condition) {
        if (condition.held()) {
            return "held always";
        }
        return condition.failed() ? "held never" : "was asked about no fact";
    }

    private void mutations(MutationReport report, TextOutput out) {
        out.line("changes noticed: " + report.killed() + " of "
                + (report.all() - report.equivalent().size()) + " (" + report.percent() + " %, at least " + mutationMin
                + " % demanded)");
        Set<String> rules = wholeRules(report);
        Map<String, Long> unseen = report.survivors().stream()
                .filter(mutation -> rules.contains(mutation.rule()))
                .collect(Collectors.groupingBy(Mutation::rule, Collectors.counting()));
        for (Mutation mutation : report.survivors()) {
            long count = unseen.getOrDefault(mutation.rule(), 0L);
            if (mutation.isWholeRule()) {
                out.line("  " + say(mutation) + ": no scenario fails, nor by " + (count - 1) + " other changes of it");
            } else if (count == 0) {
                out.line("  " + say(mutation) + ": no scenario fails");
            }
        }
        if (!report.equivalent().isEmpty()) {
            out.line("  " + report.equivalent().size() + " more are equivalent, as tests/equivalent.yaml says");
        }
        report.stale().forEach(entry -> out.line("  " + entry.at() + ": not an unnoticed change: " + entry.change()));
        report.untried().stream()
                .limit(1)
                .forEach(first -> out.line(
                        "  " + report.untried().size() + " were not tried in time, the first of them " + say(first)));
    }

    /** Rules that could as well not be there: their other changes say nothing more. */
    private static Set<String> wholeRules(MutationReport report) {
        return report.survivors().stream()
                .filter(Mutation::isWholeRule)
                .map(Mutation::rule)
                .collect(Collectors.toSet());
    }

    private static String say(Mutation mutation) {
        return mutation.at() + ": "
                + (mutation.isWholeRule() ? "\"" + mutation.rule() + "\" left out" : mutation.words());
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStringField("policy", place);
        json.writeStringField("digest", run.policy().digest().toString());
        json.writeBooleanField("passed", passes());
        json.writeNumberField("failed", run.failed());
        json.writeArrayFieldStart("scenarios");
        for (ScenarioResult result : run.results()) {
            json.writeStartObject();
            json.writeStringField("name", result.scenario().name());
            json.writeStringField("at", String.valueOf(result.scenario().at()));
            json.writeBooleanField("holds", result.holds());
            JsonOutput.strings(json, "failures", result.failures());
            JsonOutput.strings(json, "fired", result.fired().stream().sorted().toList());
            json.writeEndObject();
        }
        json.writeEndArray();
        JsonOutput.object(json, "coverage", this::coverage);
        if (mutations.isPresent()) {
            MutationReport report = mutations.get();
            JsonOutput.object(json, "mutations", members -> mutations(report, members));
        }
    }

    private void coverage(JsonGenerator json) throws IOException {
        json.writeNumberField("rulePercent", coverage.rulePercent());
        json.writeNumberField("conditionPercent", coverage.conditionPercent());
        json.writeArrayFieldStart("rules");
        for (Coverage.OfRule rule : coverage.rules()) {
            json.writeStartObject();
            json.writeStringField("rule", rule.rule());
            json.writeStringField("at", String.valueOf(rule.at()));
            json.writeNumberField("scenarios", rule.fired());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("conditions");
        for (Coverage.OfCondition condition : coverage.conditions()) {
            json.writeStartObject();
            json.writeStringField("rule", condition.rule());
            json.writeStringField("at", String.valueOf(condition.at()));
            json.writeStringField("condition", condition.text());
            json.writeBooleanField("held", condition.held());
            json.writeBooleanField("failed", condition.failed());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void mutations(MutationReport report, JsonGenerator json) throws IOException {
        json.writeNumberField("all", report.all());
        json.writeNumberField("noticed", report.killed());
        json.writeNumberField("percent", report.percent());
        mutations("survivors", report.survivors(), json);
        mutations("equivalent", report.equivalent(), json);
        mutations("untried", report.untried(), json);
        JsonOutput.strings(
                json,
                "stale",
                report.stale().stream().map(entry -> String.valueOf(entry.at())).toList());
    }

    private static void mutations(String name, List<Mutation> mutations, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart(name);
        for (Mutation mutation : mutations) {
            json.writeStartObject();
            json.writeStringField("rule", mutation.rule());
            json.writeStringField("at", String.valueOf(mutation.at()));
            json.writeStringField("change", mutation.words());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
