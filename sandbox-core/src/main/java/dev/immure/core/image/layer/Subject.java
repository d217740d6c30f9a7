package dev.immure.core.image.layer;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageFault;
import dev.immure.core.image.Limit;
import dev.immure.core.image.Limits;

/** What is being read, for the first two parts of a fault. */
public record Subject(String what, String on) {
    static Subject layer(Digest diffId) {
        return new Subject("cannot unpack the layer", diffId.toString());
    }

    public ImmureException fault(ImageFault fault, String why) {
        return fault.at(what, on, why);
    }

    void check(Limits limits, Limit limit, long value) {
        limits.check(limit, value, what, on);
    }
}
