package dev.immure.cli.doctor;

import dev.immure.cli.demo.Attempt;
import dev.immure.core.audit.Verdict;
import dev.immure.core.audit.WallState;
import dev.immure.core.runtime.Rlimit;
import dev.immure.profiles.SecurityProfile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a probe inside a sandbox has told, held against the profile that the sandbox was to have. Pure. A layer that was
 * not tried is as weak as one that fell: what nobody has seen hold may not hold.
 */
final class ProbeFindings {
    /** Every layer that the probe's tour tries, in its order; the receipt's names. */
    static final List<String> TOUR = List.of(
            "user",
            "mount",
            "pid",
            "network",
            "ipc",
            "uts",
            "cgroup",
            "time",
            "capabilities",
            "no_new_privs",
            "seccomp",
            "landlock",
            "files",
            "disk",
            "limits",
            "descriptors",
            "cwd",
            "session",
            "environment");

    private static final String PROFILE_CALLS = "seccomp";
    private static final String RLIMITS = "limits";
    private static final String MEMORY = "memory";

    private final Map<String, List<String>> weak = new LinkedHashMap<>();
    private final Map<String, Integer> held = new LinkedHashMap<>();

    /**
     * One layer: how many attempts it stopped, and what got through.
     *
     * @param weaknesses one line each, as evidence; empty for a layer that held
     */
    record Layer(String name, int held, List<String> weaknesses) {
        Layer {
            Objects.requireNonNull(name, "name is null");
            weaknesses = List.copyOf(weaknesses);
        }

        boolean isSound() {
            return weaknesses.isEmpty();
        }
    }

    /** The lines of the tour. */
    void tour(List<Attempt> attempts) {
        for (Attempt attempt : attempts) {
            // The probe calls it by its namespace.
            String layer = attempt.wall().equals("net") ? "network" : attempt.wall();
            if (attempt.held()) {
                hold(layer);
            } else if (!attempt.skipped()) {
                weaken(layer, attempt.tried() + ": " + attempt.result());
            }
        }
    }

    /** The walls of the receipt: one that was waived does not stand. */
    void receipt(Map<String, WallState> walls) {
        walls.forEach((name, state) -> {
            switch (state) {
                case WallState.Enforced ignored -> {}
                case WallState.Unavailable ignored -> {}
                case WallState.Waived waived -> weaken(name, "it was left out: " + waived.why());
            }
        });
    }

    /** The lines of the probe's tool {@code inside}. */
    void inside(SecurityProfile profile, List<String> lines) {
        Map<String, SampleCalls.Refused> calls = new LinkedHashMap<>(SampleCalls.refusedBy(profile.seccomp()));
        Map<Integer, Rlimit> rlimits = new LinkedHashMap<>();
        profile.rlimits().forEach(rlimit -> rlimits.put(rlimit.resource().number(), rlimit));
        for (String line : lines) {
            String[] fields = line.split("\t", -1);
            if (fields.length == 3 && fields[0].equals("call")) {
                SampleCalls.Refused call = calls.remove(fields[1]);
                if (call != null) {
                    compare(call, fields[2]);
                }
            } else if (fields.length == 4 && fields[0].equals("rlimit")) {
                Rlimit rlimit = rlimits.remove(number(fields[1]));
                if (rlimit != null) {
                    compare(rlimit, fields[3]);
                }
            }
        }
        calls.values().forEach(call -> weaken(PROFILE_CALLS, call.text() + ": the probe did not tell"));
        rlimits.values().forEach(rlimit -> weaken(RLIMITS, rlimit.resource() + ": the probe did not tell"));
    }

    private void compare(SampleCalls.Refused call, String result) {
        if (number(result) == call.result()) {
            hold(PROFILE_CALLS);
        } else {
            weaken(
                    PROFILE_CALLS,
                    call.text() + ": the profile refuses it with " + call.result() + ", it gave " + result);
        }
    }

    private void compare(Rlimit rlimit, String hard) {
        try {
            if (Long.compareUnsigned(Long.parseLong(hard), rlimit.hard()) <= 0) {
                hold(RLIMITS);
                return;
            }
        } catch (NumberFormatException e) {
            // As good as no answer.
        }
        weaken(RLIMITS, rlimit.resource() + ": the profile says " + rlimit.hard() + ", inside it is " + hard);
    }

    /** How a program ended that touched more memory than the profile gives. */
    void memory(Verdict verdict) {
        if (verdict == Verdict.MLE) {
            hold(MEMORY);
        } else {
            weaken(MEMORY, "a program that used more than the limit ended with " + verdict);
        }
    }

    /** All layers, those that nobody tried included. */
    List<Layer> layers() {
        List<String> names = new ArrayList<>(TOUR);
        names.add(MEMORY);
        weak.keySet().stream().filter(name -> !names.contains(name)).forEach(names::add);
        return names.stream().map(this::layer).toList();
    }

    private Layer layer(String name) {
        List<String> weaknesses = weak.getOrDefault(name, List.of());
        int count = held.getOrDefault(name, 0);
        return weaknesses.isEmpty() && count == 0
                ? new Layer(name, 0, List.of("the probe did not tell"))
                : new Layer(name, count, weaknesses);
    }

    private void hold(String layer) {
        held.merge(layer, 1, Integer::sum);
    }

    private void weaken(String layer, String evidence) {
        weak.computeIfAbsent(layer, name -> new ArrayList<>()).add(evidence);
    }

    /** -1 for what is no number. */
    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
