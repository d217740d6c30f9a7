package dev.immure.policy.table;

import dev.immure.policy.internal.drl.Limits;
import dev.immure.policy.internal.model.Action;
import dev.immure.policy.internal.model.PolicyFaultCode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the text of a reason: {@code {MountRequest.source} is not allowed}. */
final class MessageReader {
    private static final Pattern PLACE = Pattern.compile("\\{([A-Za-z]{1,64})\\.([A-Za-z]{1,64})}");

    private MessageReader() {}

    /** @param patterns receives a binding for each place of the text */
    static Action.Message read(Cell cell, RowPatterns patterns) throws TableRefusal {
        String text = CellValues.one(cell);
        if (text.isEmpty() || text.length() > Limits.STRING) {
            throw new TableRefusal(
                    PolicyFaultCode.TEMPLATE,
                    cell,
                    text.isEmpty()
                            ? "the row decides without saying why"
                            : "a text is longer than " + Limits.STRING + " characters");
        }
        List<String> variables = new ArrayList<>();
        StringBuilder template = new StringBuilder();
        Matcher place = PLACE.matcher(text);
        while (place.find()) {
            variables.add(patterns.bind(place.group(1), place.group(2), cell));
            place.appendReplacement(template, "");
            template.append("{}");
        }
        place.appendTail(template);
        if (template.toString().replace("{}", "").matches(".*[{}].*")
                || template.toString().split("\\{}", -1).length - 1 != variables.size()) {
            throw new TableRefusal(
                    PolicyFaultCode.TEMPLATE,
                    cell,
                    "braces hold the field of a fact, as in {MountRequest.source}, and nothing else");
        }
        return new Action.Message(template.toString(), variables);
    }
}
