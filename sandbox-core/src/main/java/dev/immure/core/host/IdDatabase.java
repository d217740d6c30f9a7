package dev.immure.core.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What the host's files say about ids: passwd(5), group(5), subuid(5), subgid(5). Lines that are malformed are passed
 * over, as the tools that own these files do: such a line gives nothing to anybody.
 */
final class IdDatabase {
    /** Ids with the name and file that they stand under. */
    private record Entry(String file, String owner, IdSpan span) {
        String describe() {
            String last = span.count() == 1 ? "" : " to " + (span.first() + span.count() - 1);
            return owner + " in " + file + " (" + span.first() + last + ")";
        }
    }

    private static final long MAX_ID = 0xffff_ffffL;

    private final KernelView kernel;

    IdDatabase(KernelView kernel) {
        this.kernel = kernel;
    }

    /**
     * Who has ids that a source would give out.
     *
     * @param exempt whose own subordinate ids the source is made of; empty for root
     */
    List<String> collisions(IdSource source, Set<String> exempt) {
        List<String> found = new ArrayList<>();
        collisions("/etc/passwd", "/etc/subuid", source.users(), exempt, found);
        collisions("/etc/group", "/etc/subgid", source.groups(), exempt, found);
        return found;
    }

    private void collisions(
            String accounts, String subordinate, List<IdSpan> taken, Set<String> exempt, List<String> found) {
        List<Entry> entries = new ArrayList<>(accounts(accounts));
        subordinate(subordinate).stream()
                .filter(entry -> !exempt.contains(entry.owner()))
                .forEach(entries::add);
        entries.stream()
                .filter(entry -> taken.stream().anyMatch(entry.span()::overlaps))
                .map(Entry::describe)
                .forEach(found::add);
    }

    /**
     * The subordinate ids of a user as slots, whether the files call him by name or by number; empty when there is not one
     * slot of each kind.
     */
    Optional<SubordinateIds> subordinate(String user, long uid, long gid) {
        Set<String> names = names(user, uid);
        List<Long> users = SubordinateIds.bases(spans("/etc/subuid", names));
        List<Long> groups = SubordinateIds.bases(spans("/etc/subgid", names));
        int slots = Math.min(users.size(), groups.size());
        return slots == 0
                ? Optional.empty()
                : Optional.of(new SubordinateIds(uid, gid, users.subList(0, slots), groups.subList(0, slots)));
    }

    /** How the files may call a user. */
    static Set<String> names(String user, long uid) {
        return Set.copyOf(List.of(user, Long.toString(uid)));
    }

    private List<IdSpan> spans(String file, Set<String> names) {
        return IdSpan.merged(subordinate(file).stream()
                .filter(entry -> names.contains(entry.owner()))
                .map(Entry::span)
                .toList());
    }

    /** {@code name:password:id:…}, both in passwd(5) and in group(5). */
    private List<Entry> accounts(String file) {
        List<Entry> entries = new ArrayList<>();
        for (String line : lines(file)) {
            String[] fields = line.split(":", -1);
            OptionalLong id = fields.length > 2 ? number(fields[2]) : OptionalLong.empty();
            id.ifPresent(value -> entries.add(new Entry(file, fields[0], new IdSpan(value, 1))));
        }
        return entries;
    }

    /** {@code name:first:count}. */
    private List<Entry> subordinate(String file) {
        List<Entry> entries = new ArrayList<>();
        for (String line : lines(file)) {
            String[] fields = line.split(":", -1);
            OptionalLong first = fields.length == 3 ? number(fields[1]) : OptionalLong.empty();
            OptionalLong count = fields.length == 3 ? number(fields[2]) : OptionalLong.empty();
            if (first.isPresent() && count.isPresent() && count.getAsLong() > 0) {
                entries.add(new Entry(file, fields[0], new IdSpan(first.getAsLong(), count.getAsLong())));
            }
        }
        return entries;
    }

    private List<String> lines(String file) {
        return kernel.read(file).text().orElse("").lines().toList();
    }

    private static OptionalLong number(String text) {
        boolean digits = !text.isEmpty() && text.length() <= 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        long value = digits ? Long.parseLong(text) : MAX_ID + 1;
        return value <= MAX_ID ? OptionalLong.of(value) : OptionalLong.empty();
    }
}
