package dev.immure.policy.internal.drools;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which facts of one decision passed which screens. */
final class Screening {
    private final List<Object> facts = new ArrayList<>();
    private final IdentityHashMap<Object, Integer> kept = new IdentityHashMap<>();
    private final BitSet passedByAny = new BitSet();
    private BitSet wanted = new BitSet();
    /** The screens that each fact passed, one fact after the other. */
    private int[] passed = new int[256];

    private int size;
    /** Where those of each fact begin; after the last fact, where the next would. */
    private int[] begins = new int[64];

    /** For each screen the number of the fact that {@link #last} is, plus one, if that passed it. */
    private final int[] marks;

    private @Nullable Object last;
    private int lastMark;

    /** @param screens that there are */
    Screening(int screens) {
        this.marks = new int[screens];
    }

    /** The screens given next are passed by this fact. */
    void begin(Object fact) {
        facts.add(fact);
        if (facts.size() == begins.length) {
            begins = Arrays.copyOf(begins, 2 * begins.length);
        }
        begins[facts.size()] = size;
    }

    void add(int screen) {
        if (size == passed.length) {
            passed = Arrays.copyOf(passed, 2 * passed.length);
        }
        passed[size++] = screen;
        begins[facts.size()] = size;
        passedByAny.set(screen);
    }

    boolean somePass(BitSet screens) {
        for (int i = screens.nextSetBit(0); i >= 0; i = screens.nextSetBit(i + 1)) {
            if (!passedByAny.get(i)) {
                return false;
            }
        }
        return true;
    }

    /** Keeps the facts that passed one of these; of other screens nothing is known any more. */
    void keep(BitSet screens) {
        wanted = screens;
        for (int fact = 0; fact < facts.size(); fact++) {
            for (int at = begins[fact]; at < begins[fact + 1]; at++) {
                if (screens.get(passed[at])) {
                    kept.putIfAbsent(facts.get(fact), fact);
                    break;
                }
            }
        }
    }

    /** The facts kept, in the order in which they came. */
    List<Object> kept() {
        List<Object> all = new ArrayList<>(kept.size());
        for (int fact = 0; fact < facts.size(); fact++) {
            Integer number = kept.get(facts.get(fact));
            if (number != null && number == fact) {
                all.add(facts.get(fact));
            }
        }
        return all;
    }

    /**
     * Whether a fact that was kept passed the screen, and some branch still wants to know. Drools asks for all screens of
     * one fact before it takes the next.
     */
    @SuppressWarnings("ReferenceEquality") // The fact itself: two that are equal are two to Drools.
    boolean passes(Object fact, int screen) {
        if (fact != last) {
            mark(fact);
        }
        return marks[screen] == lastMark;
    }

    private void mark(Object fact) {
        Integer number = kept.get(fact);
        if (number == null) {
            throw new IllegalStateException("Drools asks for a fact that it was not given");
        }
        last = fact;
        lastMark = number + 1;
        for (int at = begins[number]; at < begins[number + 1]; at++) {
            if (wanted.get(passed[at])) {
                marks[passed[at]] = lastMark;
            }
        }
    }
}
