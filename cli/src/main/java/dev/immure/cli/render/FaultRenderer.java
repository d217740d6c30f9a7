package dev.immure.cli.render;

import dev.immure.core.Escape;
import dev.immure.core.Fault;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;

/** The one place where a fault becomes text: a line for people, or an object for programs. */
public final class FaultRenderer {
    private final PrintStream to;
    private final boolean json;

    public FaultRenderer(PrintStream to, boolean json) {
        this.to = to;
        this.json = json;
    }

    /** Whether JSON was asked for, in a command line that may be wrong otherwise. */
    public static boolean isJson(String[] arguments) {
        List<String> words = Arrays.asList(arguments);
        int option = words.indexOf("--output");
        boolean next = option >= 0
                && option + 1 < words.size()
                && words.get(option + 1).equals("json");
        return next || words.contains("--output=json");
    }

    public void render(Fault fault) {
        if (json) {
            renderJson(fault);
        } else {
            to.println("immure: " + Escape.control(fault.sentence()));
        }
    }

    /** A defect: its trace helps whoever mends it. */
    public void renderDefect(Throwable defect) {
        to.println("immure: this is a defect of Immure, please report it: " + Escape.control(String.valueOf(defect))
                + " [IMM-CLI-DEFECT]");
        StringWriter trace = new StringWriter();
        defect.printStackTrace(new PrintWriter(trace, true));
        // A message may quote what made it fail, on several lines or with what a terminal acts on.
        trace.toString().lines().forEach(line -> to.println(Escape.control(line.replace("\t", "    "))));
    }

    private void renderJson(Fault fault) {
        JsonOutput.write(to, json -> JsonOutput.object(json, "error", error -> JsonOutput.fault(error, fault)));
    }
}
