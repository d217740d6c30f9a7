package dev.immure.cli.serve.wire;

import dev.immure.cli.Main;
import dev.immure.cli.caller.Caller;
import dev.immure.cli.render.Console;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line with a state folder of the test's own, which neither the service nor the Java program has by default. */
final class PlacedMain {
    private PlacedMain() {}

    /** The Java program beside the client: the first argument is the test's folder. */
    public static void main(String[] arguments) {
        List<String> rest = List.of(arguments).subList(1, arguments.length);
        Main.main(placed(Path.of(arguments[0]), rest));
    }

    static Commands commands(Path folder) {
        return (String[] arguments, Console console, Caller caller) ->
                Main.run(placed(folder, List.of(arguments)), console, caller);
    }

    private static String[] placed(Path folder, List<String> arguments) {
        List<String> all = new ArrayList<>(arguments);
        int words = !all.isEmpty()
                        && (all.getFirst().equals("policy") || all.getFirst().equals("image"))
                ? 2
                : 1;
        all.addAll(
                Math.min(words, all.size()),
                List.of(
                        "--root",
                        folder.resolve("state").toString(),
                        "--config",
                        folder.resolve("immure.yaml").toString()));
        return all.toArray(String[]::new);
    }
}
