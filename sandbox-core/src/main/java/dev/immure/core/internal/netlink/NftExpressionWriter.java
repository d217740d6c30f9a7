package dev.immure.core.internal.netlink;

import java.util.List;
import java.util.function.Consumer;

/** Rule steps as attributes. */
final class NftExpressionWriter {
    private static final int ELEMENT = 1;
    private static final int NAME = 1;
    private static final int DATA = 2;
    private static final int REGISTER = 1;
    private static final int VERDICT_REGISTER = 0;

    private NftExpressionWriter() {}

    static void write(MessageWriter list, NftExpression step) {
        switch (step) {
            case NftExpression.Meta meta ->
                element(list, "meta", data -> data.networkInt(1, REGISTER).networkInt(2, meta.key()));
            case NftExpression.Payload payload ->
                element(
                        list,
                        "payload",
                        data -> data.networkInt(1, REGISTER)
                                .networkInt(2, payload.base().number())
                                .networkInt(3, payload.offset())
                                .networkInt(4, payload.length()));
            case NftExpression.ConnectionState ignored ->
                element(list, "ct", data -> data.networkInt(1, REGISTER).networkInt(2, 0));
            case NftExpression.DestinationType ignored ->
                element(
                        list,
                        "fib",
                        data -> data.networkInt(1, REGISTER).networkInt(2, 3).networkInt(3, 2));
            case NftExpression.Mask mask -> mask(list, mask.bits());
            case NftExpression.Compare compare ->
                element(
                        list,
                        "cmp",
                        data -> data.networkInt(1, REGISTER)
                                .networkInt(2, compare.equal() ? 0 : 1)
                                .nest(3, value -> value.bytes(1, array(compare.value()))));
            case NftExpression.Account account ->
                element(
                        list,
                        "objref",
                        data -> data.networkInt(1, account.type()).text(2, account.name()));
            // NFT_CONNLIMIT_F_INV.
            case NftExpression.OpenConnections open ->
                element(
                        list,
                        "connlimit",
                        data -> data.networkInt(1, open.moreThan()).networkInt(2, 1));
            case NftExpression.Verdict verdict -> verdict(list, verdict);
        }
    }

    private static void mask(MessageWriter list, List<Byte> bits) {
        element(
                list,
                "bitwise",
                data -> data.networkInt(1, REGISTER)
                        .networkInt(2, REGISTER)
                        .networkInt(3, bits.size())
                        .nest(4, mask -> mask.bytes(1, array(bits)))
                        .nest(5, xor -> xor.bytes(1, new byte[bits.size()])));
    }

    private static void verdict(MessageWriter list, NftExpression.Verdict verdict) {
        switch (verdict) {
            case ACCEPT -> immediate(list, 1);
            case DROP -> immediate(list, 0);
            // NFT_REJECT_ICMPX_UNREACH, NFT_REJECT_ICMPX_ADMIN_PROHIBITED.
            case REJECT -> element(list, "reject", data -> data.networkInt(1, 2).byteOf(2, 3));
            // NFT_REJECT_TCP_RST.
            case RESET -> element(list, "reject", data -> data.networkInt(1, 1).byteOf(2, 0));
            case MASQUERADE -> element(list, "masq", data -> {});
        }
    }

    /** NF_DROP is 0, NF_ACCEPT is 1 (linux/netfilter.h). */
    private static void immediate(MessageWriter list, int code) {
        element(
                list,
                "immediate",
                data -> data.networkInt(1, VERDICT_REGISTER)
                        .nest(2, value -> value.nest(2, verdict -> verdict.networkInt(1, code))));
    }

    private static void element(MessageWriter list, String name, Consumer<MessageWriter> data) {
        list.nest(ELEMENT, element -> element.text(NAME, name).nest(DATA, data));
    }

    private static byte[] array(List<Byte> values) {
        byte[] bytes = new byte[values.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = values.get(i);
        }
        return bytes;
    }
}
