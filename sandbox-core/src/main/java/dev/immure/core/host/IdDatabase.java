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
    /** Ids {@code first} to {@code first + count - 1}, with the name and file that they stand under. */
    private record Entry(String file, String owner, long first, long count) {
        boolean overlaps(long base, long size) {
            return first < base + size && base < first + count;
        }

        String describe() {
            return owner + " in " + file + " (" + first + (count == 1 ? ")" : " to " + (first + count - 1) + ")");
        }
    }

    private static final long MAX_ID = 0xffff_ffffL;

    private final KernelView kernel;

    IdDatabase(KernelView kernel) {
        this.kernel = kernel;
    }

    /**
     * Who has ids inside the pool.
     *
     * @param exempt whose own subordinate ids the pool is made of; empty for root
     */
    List<String> collisions(IdPool pool, Set<String> exempt) {
        List<String> found = new ArrayList<>();
        for (String kind : List.of("uid", "gid")) {
            long base = kind.equals("uid") ? pool.uidBase() : pool.gidBase();
            List<Entry> entries = new ArrayList<>(accounts(kind.equals("uid") ? "/etc/passwd" : "/etc/group"));
            subordinate("/etc/sub" + kind).stream()
                    .filter(e -> !exempt.contains(e.owner()))
                    .forEach(entries::add);
            entries.stream()
                    .filter(e -> e.overlaps(base, pool.size()))
                    .map(Entry::describe)
                    .forEach(found::add);
        }
        return found;
    }

    /** The subordinate ids of a user as slots; empty when there are fewer than one slot of either kind. */
    Optional<IdPool> subordinatePool(String user) {
        Optional<Entry> uids = largest("/etc/subuid", user);
        Optional<Entry> gids = largest("/etc/subgid", user);
        if (uids.isEmpty() || gids.isEmpty()) {
            return Optional.empty();
        }
        long slots = Math.min(uids.get().count(), gids.get().count()) / IdRange.SIZE;
        boolean fits = slots >= 1
                && Math.max(uids.get().first(), gids.get().first()) + slots * IdRange.SIZE <= 1L << 31
                && Math.min(uids.get().first(), gids.get().first()) > 0;
        return fits
                ? Optional.of(new IdPool(uids.get().first(), gids.get().first(), (int) Math.min(slots, 32_767)))
                : Optional.empty();
    }

    private Optional<Entry> largest(String file, String user) {
        return subordinate(file).stream()
                .filter(e -> e.owner().equals(user))
                .reduce((a, b) -> b.count() > a.count() ? b : a);
    }

    /** {@code name:password:id:…}, both in passwd(5) and in group(5). */
    private List<Entry> accounts(String file) {
        List<Entry> entries = new ArrayList<>();
        for (String line : lines(file)) {
            String[] fields = line.split(":", -1);
            OptionalLong id = fields.length > 2 ? number(fields[2]) : OptionalLong.empty();
            id.ifPresent(value -> entries.add(new Entry(file, fields[0], value, 1)));
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
                entries.add(new Entry(file, fields[0], first.getAsLong(), count.getAsLong()));
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
