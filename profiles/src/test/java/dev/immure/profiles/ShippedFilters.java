package dev.immure.profiles;

import dev.immure.bpf.BpfEmulator;
import dev.immure.core.launch.SeccompFilter;
import dev.immure.core.runtime.BpfProgram;
import dev.immure.core.runtime.SeccompAction;
import dev.immure.core.runtime.SeccompProfile;
import dev.immure.core.runtime.SystemCallTable;
import java.util.List;
import java.util.stream.Stream;

/** The shipped profiles compiled once, for all tests. */
final class ShippedFilters {
    static final int ALLOW = SeccompAction.ALLOW.returnValue();
    static final int KILL = SeccompAction.KILL_PROCESS.returnValue();
    static final int EPERM = new SeccompAction.Errno(1).returnValue();
    static final int ENOSYS = new SeccompAction.Errno(38).returnValue();

    static final Filter DEFAULT = filter("default", load("default").seccomp());
    static final Filter DEFAULT_NETWORKED =
            filter("default, networked", load("default").networkedSeccomp());
    static final Filter STRICT = filter("strict", load("strict").seccomp());
    static final Filter STRICT_NETWORKED =
            filter("strict, networked", load("strict").networkedSeccomp());

    private static final List<Filter> ALL = Stream.concat(
                    Stream.of(DEFAULT, DEFAULT_NETWORKED, STRICT, STRICT_NETWORKED), others().stream())
            .toList();

    private ShippedFilters() {}

    /** A profile and what became of it. */
    record Filter(String title, SeccompProfile profile, BpfProgram program) {
        /** What the compiled filter answers to one call. */
        int answer(String call, long... arguments) {
            return new BpfEmulator(program).run(number(call), arguments);
        }

        @Override
        public String toString() {
            return title;
        }
    }

    /** Every shipped profile; those that allow something more with a network twice. */
    static List<Filter> all() {
        return ALL;
    }

    static Filter of(String title) {
        return ALL.stream()
                .filter(filter -> filter.title().equals(title))
                .findFirst()
                .orElseThrow();
    }

    private static List<Filter> others() {
        return ProfileCatalog.shipped().names().stream()
                .filter(name -> !name.equals("default") && !name.equals("strict"))
                .map(name -> filter(name, load(name).seccomp()))
                .toList();
    }

    static int number(String call) {
        return SystemCallTable.number(call).orElseThrow();
    }

    private static SecurityProfile load(String name) {
        return ProfileCatalog.shipped().load(name);
    }

    private static Filter filter(String title, SeccompProfile profile) {
        return new Filter(title, profile, SeccompFilter.compile(profile));
    }
}
