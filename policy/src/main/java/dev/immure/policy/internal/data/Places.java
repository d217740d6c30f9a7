package dev.immure.policy.internal.data;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonValue;
import dev.immure.core.json.JsonValue.JsonArray;
import dev.immure.policy.internal.model.Policy;
import dev.immure.policy.internal.model.Rule;
import dev.immure.policy.internal.model.SourceLine;
import dev.immure.policy.internal.model.Waiver;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Where the words of a policy are written: what its canonical form leaves out, since it says nothing, and what people are shown.
 * One place for each rule, pattern, condition and waiver, in the order of the canonical form.
 */
public final class Places {
    private static final int MAX_FILE_NAME = 512;

    private final Iterator<SourceLine> lines;

    private Places(Iterator<SourceLine> lines) {
        this.lines = lines;
    }

    /** Of a policy whose sources nobody has: each word stands in the data itself. */
    static Places unknown(String file) {
        SourceLine line = new SourceLine(file, 1);
        return new Places(new Iterator<>() {
            @Override
            public boolean hasNext() {
                return false;
            }

            @Override
            public SourceLine next() {
                return line;
            }
        });
    }

    /** All places of a policy. */
    public static List<SourceLine> of(Policy policy) {
        List<SourceLine> all = new ArrayList<>();
        policy.waivers().stream().map(Waiver::at).forEach(all::add);
        for (Rule rule : policy.rules()) {
            all.add(rule.at());
            rule.branches().stream().flatMap(branch -> branch.patterns()).forEach(pattern -> {
                all.add(pattern.at());
                all.addAll(pattern.lines());
            });
        }
        return all;
    }

    /** As they are kept: {@code [file, line, column]}, the file by its position among {@code files}. */
    public static Places read(List<String> files, List<JsonValue> places) throws JsonException {
        List<SourceLine> read = new ArrayList<>(places.size());
        for (JsonValue place : places) {
            List<JsonValue> parts = place instanceof JsonArray array ? array.items() : List.of();
            if (parts.size() != 3) {
                throw Members.refused("a place is no file, line and column");
            }
            long file = Members.whole(parts.get(0));
            long line = Members.whole(parts.get(1));
            String column = Members.text(parts.get(2));
            if (file < 0 || file >= files.size() || line < 1 || line > Integer.MAX_VALUE || column.length() > 3) {
                throw Members.refused("a place is in no file of the policy");
            }
            String name = files.get((int) file);
            if (name.length() > MAX_FILE_NAME) {
                throw Members.refused("a file has a name of " + name.length() + " characters");
            }
            read.add(new SourceLine(name, (int) line, column));
        }
        return new Places(read.iterator());
    }

    SourceLine next() throws JsonException {
        try {
            return lines.next();
        } catch (NoSuchElementException e) {
            throw Members.refused("there are fewer places than rules, patterns and conditions");
        }
    }

    /** @throws JsonException when there are more than were asked for */
    void end() throws JsonException {
        if (lines.hasNext()) {
            throw Members.refused("there are more places than rules, patterns and conditions");
        }
    }
}
