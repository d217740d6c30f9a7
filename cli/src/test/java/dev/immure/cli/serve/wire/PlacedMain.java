package dev.immure.cli.serve.wire;

import dev.immure.cli.GlobalOptions;
import dev.immure.cli.Main;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** The command line with a state folder of the test's own, which neither the service nor the Java program has by default. */
final class PlacedMain {
    private PlacedMain() {}

    /** The Java program beside the client: the first argument is the test's folder. */
    public static void main(String[] arguments) {
        List<String> rest = List.of(arguments).subList(1, arguments.length);
        Main.main(placed(Path.of(arguments[0]), rest));
    }

    /** What `immure serve` with the same options answers with. */
    static Commands commands(Path folder) {
        return Main.serving(
                CommandLine.populateCommand(new GlobalOptions(), places(folder).toArray(String[]::new))::configuration);
    }

    private static List<String> places(Path folder) {
        return List.of(
                "--root",
                folder.resolve("state").toString(),
                "--config",
                folder.resolve("immure.yaml").toString());
    }

    private static String[] placed(Path folder, List<String> arguments) {
        List<String> all = new ArrayList<>(arguments);
        int words = !all.isEmpty()
                        && (all.getFirst().equals("policy") || all.getFirst().equals("image"))
                ? 2
                : 1;
        all.addAll(Math.min(words, all.size()), places(folder));
        return all.toArray(String[]::new);
    }
}
