package dev.immure.cli.judge;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.JsonValue;
import dev.immure.core.json.StrictJson;
import dev.immure.core.runtime.Quantity;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Reads the tables. A key that is not known is an error: a misspelt expectation would hold of everything. */
final class ScenarioTables {
    private static final Set<String> KEYS =
            Set.of("id", "origin", "claim", "program", "arguments", "command", "options", "stdin", "times", "expect");
    private static final Set<String> EXPECTATIONS =
            Set.of("verdict", "exitCode", "signal", "status", "out", "outMatches", "errMatches", "copied", "figures");

    private ScenarioTables() {}

    static List<Scenario> read(String table) {
        try (InputStream in = Objects.requireNonNull(ScenarioTables.class.getResourceAsStream(table), table)) {
            JsonObject document = StrictJson.parseObject(in.readAllBytes(), new JsonLimits(1 << 20, 20, 1 << 16));
            List<Scenario> scenarios = new ArrayList<>();
            for (JsonObject scenario : document.objects("scenarios")) {
                scenarios.add(scenario(scenario));
            }
            return scenarios;
        } catch (IOException | JsonException e) {
            throw new IllegalStateException(table, e);
        }
    }

    private static Scenario scenario(JsonObject object) throws JsonException {
        String id = object.requireString("id");
        requireKnown(id, object, KEYS);
        return new Scenario(
                id,
                object.requireString("origin"),
                object.requireString("claim"),
                command(id, object),
                object.strings("options"),
                object.string("stdin").orElse(""),
                number(object, "times").orElse(1L),
                expected(id, object.requireObject("expect")));
    }

    /** A command, or a program of the suite with its arguments. */
    private static List<String> command(String id, JsonObject object) throws JsonException {
        List<String> command = new ArrayList<>(object.strings("command"));
        Optional<String> program = object.string("program");
        if (program.isPresent() != command.isEmpty()) {
            throw new IllegalStateException(id + " has either a program or a command");
        }
        program.ifPresent(name -> command.addAll(Courthouse.commandFor(name)));
        command.addAll(object.strings("arguments"));
        return command;
    }

    private static Scenario.Expected expected(String id, JsonObject object) throws JsonException {
        requireKnown(id, object, EXPECTATIONS);
        Map<String, Scenario.Bounds> figures = new HashMap<>();
        Optional<JsonObject> given = object.object("figures");
        if (given.isPresent()) {
            for (String figure : given.get().members().keySet()) {
                List<String> bounds = given.get().strings(figure);
                figures.put(figure, new Scenario.Bounds(amount(figure, bounds.get(0)), amount(figure, bounds.get(1))));
            }
        }
        return new Scenario.Expected(
                List.of(object.requireString("verdict").split("\\|", -1)),
                number(object, "exitCode"),
                number(object, "signal"),
                number(object, "status"),
                object.string("out"),
                object.string("outMatches"),
                object.string("errMatches"),
                object.string("copied"),
                figures);
    }

    private static Optional<Long> number(JsonObject object, String key) throws JsonException {
        return object.has(key) ? Optional.of(object.requireLong(key)) : Optional.empty();
    }

    /** Times and sizes as on the command line; the unit is in the name of the figure. */
    private static long amount(String figure, String text) {
        return figure.endsWith("Ns") ? Quantity.duration(text).toNanos() : Quantity.bytes(text);
    }

    private static void requireKnown(String id, JsonObject object, Set<String> known) {
        Map<String, JsonValue> members = object.members();
        if (!known.containsAll(members.keySet())) {
            throw new IllegalStateException(id + " has a key that is none of " + known + ": " + members.keySet());
        }
    }
}
