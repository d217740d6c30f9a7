package dev.immure.core.internal.netlink;

import dev.immure.core.internal.kernel.Errno;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tables of nf_tables in one network namespace (nft(8)); each change is one transaction. */
public final class Nftables {
    private static final int BATCH_BEGIN = 0x10;
    private static final int BATCH_END = 0x11;
    private static final int SUBSYSTEM = 10;
    private static final int NEWTABLE = SUBSYSTEM << 8;
    private static final int GETTABLE = NEWTABLE + 1;
    private static final int DELTABLE = NEWTABLE + 2;
    private static final int NEWCHAIN = NEWTABLE + 3;
    private static final int NEWRULE = NEWTABLE + 6;
    private static final int NEWOBJ = NEWTABLE + 18;
    private static final int GETOBJ = NEWTABLE + 19;
    private static final int CREATE = 0x400;
    private static final int APPEND = 0x800;
    private static final int NFGENMSG = 4;

    private static final int TABLE_NAME = 1;
    private static final int TABLE_FLAGS = 2;

    /** Nobody else may change or flush it (Linux 5.12), and it stays when the owner is gone (Linux 6.9). */
    private static final int OWNER_AND_PERSIST = 0x2 | 0x4;

    private final Netlink netlink;

    public Nftables(Netlink netlink) {
        this.netlink = netlink;
    }

    /** A table by what identifies it. */
    public record Name(NftTable.Family family, String name) {}

    /**
     * Puts up all of them, or none. Where the kernel knows owners, the socket of this object owns them: nobody else can
     * flush them, and they outlive the socket.
     */
    public void add(List<NftTable> tables) throws NetlinkException {
        add(List.of(), tables);
    }

    /** Puts a table in the place of the one of its name, with no moment in between. */
    public void replace(NftTable table) throws NetlinkException {
        add(List.of(message(DELTABLE, 0, table.family()).text(TABLE_NAME, table.name())), List.of(table));
    }

    private void add(List<MessageWriter> before, List<NftTable> tables) throws NetlinkException {
        try {
            add(before, tables, OWNER_AND_PERSIST);
        } catch (NetlinkException e) {
            if (!e.is(Errno.EOPNOTSUPP) && !e.is(Errno.EINVAL)) {
                throw e;
            }
            add(before, tables, 0);
        }
    }

    private void add(List<MessageWriter> before, List<NftTable> tables, int flags) throws NetlinkException {
        List<MessageWriter> messages = new ArrayList<>(before);
        for (NftTable table : tables) {
            messages.add(message(NEWTABLE, CREATE | 0x200, table.family())
                    .text(TABLE_NAME, table.name())
                    .networkInt(TABLE_FLAGS, flags));
            objects(messages, table);
            for (NftTable.Chain chain : table.chains()) {
                messages.add(chain(table, chain));
                for (NftTable.Rule rule : chain.rules()) {
                    messages.add(rule(table, chain, rule));
                }
            }
        }
        transaction("add firewall tables", messages);
    }

    private static void objects(List<MessageWriter> messages, NftTable table) {
        for (String counter : table.counters()) {
            messages.add(object(table, counter, NftExpression.Account.COUNTER).nest(4, data -> {}));
        }
        table.quota()
                .ifPresent(quota -> messages.add(object(table, quota.name(), NftExpression.Account.QUOTA)
                        .nest(4, data -> data.networkLong(1, quota.bytes()).networkInt(2, 1))));
    }

    private static MessageWriter object(NftTable table, String name, int type) {
        return message(NEWOBJ, CREATE, table.family())
                .text(1, table.name())
                .text(2, name)
                .networkInt(3, type);
    }

    private static MessageWriter chain(NftTable table, NftTable.Chain chain) {
        return message(NEWCHAIN, CREATE, table.family())
                .text(1, table.name())
                .text(3, chain.name())
                .nest(4, hook -> hook.networkInt(1, chain.hook().number()).networkInt(2, chain.priority()))
                .networkInt(5, 1)
                .text(7, chain.type());
    }

    private static MessageWriter rule(NftTable table, NftTable.Chain chain, NftTable.Rule rule) {
        return message(NEWRULE, CREATE | APPEND, table.family())
                .text(1, table.name())
                .text(2, chain.name())
                .nest(4, list -> rule.steps().forEach(step -> NftExpressionWriter.write(list, step)));
    }

    /** Those that are gone already are no error. */
    public void remove(List<Name> tables) throws NetlinkException {
        for (Name table : tables) {
            try {
                transaction(
                        "remove firewall table " + table.name(),
                        List.of(message(DELTABLE, 0, table.family()).text(TABLE_NAME, table.name())));
            } catch (NetlinkException e) {
                if (!Netlink.isGone(e)) {
                    throw e;
                }
            }
        }
    }

    /** All tables of the families that {@link NftTable} knows. */
    public List<Name> list() throws NetlinkException {
        List<Name> names = new ArrayList<>();
        for (NftTable.Family family : NftTable.Family.values()) {
            MessageWriter request = message(GETTABLE, Netlink.dumpFlags(), family);
            for (NetlinkMessage message : netlink.dump("list firewall tables", request)) {
                Optional<String> name = message.attributes(NFGENMSG).text(TABLE_NAME);
                name.ifPresent(text -> names.add(new Name(family, text)));
            }
        }
        return names;
    }

    /** Bytes counted by the counters and quotas of a table, by name. */
    public Map<String, Long> counts(Name table) throws NetlinkException {
        Map<String, Long> counts = new LinkedHashMap<>();
        MessageWriter request =
                message(GETOBJ, Netlink.dumpFlags(), table.family()).text(1, table.name());
        for (NetlinkMessage message : netlink.dump("read counters of " + table.name(), request)) {
            Attributes object = message.attributes(NFGENMSG);
            Optional<Attributes> data = object.nest(4);
            boolean quota = object.networkInt(3).orElse(0) == NftExpression.Account.QUOTA;
            Optional<Long> bytes = data.flatMap(d -> d.networkLong(quota ? 4 : 1));
            if (object.text(1).equals(Optional.of(table.name())) && bytes.isPresent()) {
                counts.put(object.text(2).orElse(""), bytes.get());
            }
        }
        return counts;
    }

    private void transaction(String what, List<MessageWriter> changes) throws NetlinkException {
        List<MessageWriter> messages = new ArrayList<>();
        messages.add(new MessageWriter(BATCH_BEGIN, 0).u8(0).u8(0).be16(SUBSYSTEM));
        messages.addAll(changes);
        messages.add(new MessageWriter(BATCH_END, 0).u8(0).u8(0).be16(SUBSYSTEM));
        netlink.batch(what, messages);
    }

    /** With {@code struct nfgenmsg}. */
    private static MessageWriter message(int type, int flags, NftTable.Family family) {
        return new MessageWriter(type, flags).u8(family.number()).u8(0).be16(0);
    }
}
