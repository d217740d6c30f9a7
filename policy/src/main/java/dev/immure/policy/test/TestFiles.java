package dev.immure.policy.test;

import dev.immure.policy.internal.model.Faults;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;

/** The files below {@code tests/} of a policy, by their names there. */
interface TestFiles {
    /** Most files of scenarios of one policy. */
    int FILES = 256;

    /** Most bytes of one of them. */
    int FILE_BYTES = 1 << 20;

    String SUFFIX = "_test.yaml";

    /** Names of the files of scenarios, sorted; none when there is no such directory. */
    List<String> scenarios(Faults faults);

    boolean exists(String name);

    /** The content; else {@code wrong} is told why not, in a clause that goes on from the name. */
    Optional<byte[]> read(String name, int limit, Consumer<String> wrong);

    /** The name of a file as faults show it. */
    static String shown(String name) {
        return "tests/" + name;
    }

    /** Files that were read already, and bounded then. */
    record InMemory(SortedMap<String, byte[]> files) implements TestFiles {
        @Override
        public List<String> scenarios(Faults faults) {
            return files.keySet().stream()
                    .filter(name -> name.endsWith(SUFFIX) && !name.contains("/"))
                    .toList();
        }

        @Override
        public boolean exists(String name) {
            return files.containsKey(name);
        }

        @Override
        public Optional<byte[]> read(String name, int limit, Consumer<String> wrong) {
            Optional<byte[]> content = Optional.ofNullable(files.get(name));
            if (content.isEmpty()) {
                wrong.accept("is not there");
            }
            return content;
        }
    }
}
