package dev.immure.core.plan;

/**
 * Which ids of the host the ids inside a sandbox are. Who may map what is in user_namespaces(7), "Defining user and group
 * ID mappings".
 */
public sealed interface IdMap {
    /** Ids inside, where there is more than one. */
    int SIZE = 65_536;

    /**
     * {@code inside outside count}, one line each (user_namespaces(7)).
     *
     * @param program the user that the program will be
     */
    String users(ContainerUser program);

    /** As {@link #users}, for groups. */
    String groups(ContainerUser program);

    /** For the receipt, in one line. */
    String describe(ContainerUser program);

    /**
     * The host's root gives a sandbox ids that nobody else has: id {@code n} inside is {@code base + n} outside.
     *
     * @param uidBase first host user id, 65,536 or above: root of the host is never in a sandbox's range
     * @param gidBase first host group id, the same
     */
    record Own(long uidBase, long gidBase) implements IdMap {
        public Own {
            requireBase(uidBase);
            requireBase(gidBase);
            if (Math.min(uidBase, gidBase) < SIZE) {
                throw new IllegalArgumentException("root's ranges begin at 65536 or above, not at " + uidBase);
            }
        }

        @Override
        public String users(ContainerUser program) {
            return "0 " + uidBase + " " + SIZE;
        }

        @Override
        public String groups(ContainerUser program) {
            return "0 " + gidBase + " " + SIZE;
        }

        @Override
        public String describe(ContainerUser program) {
            return "0→" + uidBase + " +" + SIZE;
        }
    }

    /**
     * An ordinary user with subordinate ids (subuid(5)): root inside is that user, since the image's files on the host are
     * his; id {@code n} above 0 is {@code base + n}, as newuidmap(1) permits.
     *
     * @param uidBase first subordinate user id of the sandbox's slot; it stands unused
     */
    record Subordinate(long uid, long gid, long uidBase, long gidBase) implements IdMap {
        public Subordinate {
            requireBase(uidBase);
            requireBase(gidBase);
        }

        @Override
        public String users(ContainerUser program) {
            return lines(uid, uidBase);
        }

        @Override
        public String groups(ContainerUser program) {
            return lines(gid, gidBase);
        }

        @Override
        public String describe(ContainerUser program) {
            return "0→" + uid + " (the caller), 1→" + (uidBase + 1) + " +" + (SIZE - 1);
        }

        private static String lines(long own, long base) {
            return "0 " + own + " 1\n1 " + (base + 1) + " " + (SIZE - 1);
        }
    }

    /**
     * An ordinary user without them, for whom the kernel maps one id, his own: it is that of the program. Everything inside
     * is the same user, PID 1 and the image's files too, and his supplementary groups stay (user_namespaces(7), "The
     * /proc/[pid]/setgroups file").
     *
     * @param reason why there is no more than this, for the receipt
     */
    record Single(long uid, long gid, String reason) implements IdMap {
        @Override
        public String users(ContainerUser program) {
            return program.uid() + " " + uid + " 1";
        }

        @Override
        public String groups(ContainerUser program) {
            return program.gid() + " " + gid + " 1";
        }

        @Override
        public String describe(ContainerUser program) {
            return program.uid() + "→" + uid + " (the caller), no other id; his supplementary groups stay; " + reason;
        }
    }

    private static void requireBase(long base) {
        if (base < 1 || base > 0xffff_0000L - SIZE) {
            throw new IllegalArgumentException("an id range begins above 0 and ends below 2^32, not at " + base);
        }
    }
}
