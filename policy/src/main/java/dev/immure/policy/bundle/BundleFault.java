package dev.immure.policy.bundle;

import dev.immure.core.Fault;
import dev.immure.core.FaultCode;
import dev.immure.core.FaultKind;
import dev.immure.core.ImmureException;

/** Why a policy bundle is not made, not accepted or not put in place; one code for each cause. */
public enum BundleFault implements FaultCode {
    // The file as such.
    /** The bundle cannot be read. */
    UNREADABLE(FaultKind.INPUT, "Name a regular file that this user may read"),
    /** The file is not a policy bundle, nor like one. */
    FORMAT(FaultKind.INPUT, "Name a file that `immure policy build` wrote"),
    /** The file is larger than a bundle can be. */
    TOO_LARGE(FaultKind.INPUT, Remedies.REBUILD),
    /** The file, or the archive of parts in it, holds more entries than a bundle can. */
    TOO_MANY(FaultKind.INPUT, Remedies.REBUILD),
    /** An archive ends within an entry. */
    TRUNCATED(FaultKind.INPUT, Remedies.AGAIN),
    /** Something follows after the end of an archive. */
    TRAILING(FaultKind.INPUT, Remedies.AGAIN),
    /** An entry of an archive is not one that Immure would have written: a link, a time, an owner, a long name. */
    ENTRY(FaultKind.INPUT, Remedies.REBUILD),
    /** An entry has a name that could lead out of a directory, or that no part has. */
    ENTRY_NAME(FaultKind.INPUT, Remedies.HOSTILE),
    /** Two entries of an archive have one name. */
    DUPLICATE(FaultKind.INPUT, Remedies.HOSTILE),
    /** The entries of an archive are not in the order of their names. */
    ORDER(FaultKind.INPUT, Remedies.REBUILD),
    /** Something is in the file that nothing in it refers to. */
    EXTRA(FaultKind.INPUT, Remedies.HOSTILE),
    /** Something that the file refers to is not in it. */
    MISSING(FaultKind.INPUT, Remedies.AGAIN),
    /** The bytes of an entry are not those that its name or its descriptor says. */
    DIGEST(FaultKind.INPUT, Remedies.AGAIN),
    /** The index or the OCI manifest is not that of one policy bundle. */
    LAYOUT(FaultKind.INPUT, Remedies.REBUILD),

    // What it says of itself.
    /** The manifest is not what the format says. */
    MANIFEST(FaultKind.INPUT, Remedies.REBUILD),
    /** A part is not in the archive of parts, or is not the one that the manifest names. */
    PART(FaultKind.INPUT, Remedies.AGAIN),
    /** The archive holds a part that the manifest does not name. */
    PART_EXTRA(FaultKind.INPUT, Remedies.HOSTILE),
    /** The policy as data is not what the enclosed rules come to. */
    DATA(FaultKind.REFUSED, "Do not use this bundle; build it again from its rules with this version of Immure"),
    /** The time of the bundle has not come, or the clock of this host is wrong. */
    NOT_YET(FaultKind.REFUSED, "Check the clock of this host (timedatectl); otherwise wait for the day"),
    /** The time of the bundle is over. */
    EXPIRED(FaultKind.REFUSED, "Get the bundle that came after it; check the clock of this host (timedatectl)"),
    /** The policy was made for a later version of Immure. */
    ENGINE(FaultKind.REFUSED, "Install that version of Immure, or a later one"),

    // Who stands behind it.
    /** There is no signature on the bundle. */
    NOT_SIGNED(FaultKind.REFUSED, "Sign it: immure policy sign --key KEY.pem FILE"),
    /** This host accepts signed bundles only, and this is a directory or a file of rules. */
    NOT_A_BUNDLE(FaultKind.REFUSED, "Build and sign a bundle: immure policy build DIR -o FILE, immure policy sign"),
    /** This host accepts signed bundles only, and none is asked for or in place. */
    NONE_IN_PLACE(FaultKind.REFUSED, "Put one in place: immure policy install FILE"),
    /** A bundle is to be used, and nothing says whose signature on it counts. */
    NO_TRUST(FaultKind.USAGE, "Name a trust file: policy-trust in the configuration, or --policy-trust FILE"),
    /** The configuration says whose policies count, and the command line says otherwise. */
    TRUST_SET(FaultKind.USAGE, "Leave the option out: policy-trust of the configuration counts"),
    /** A lower version of this bundle than one that was accepted here before. */
    ROLLBACK(FaultKind.REFUSED, "Use the later version, or publish what is meant under a higher one"),
    /** The same version as one that was accepted here before, with other content. */
    FORKED(FaultKind.REFUSED, "Find out who made two bundles of one version; publish what is meant under a higher one"),

    // Making one, putting one in place.
    /** What is to be in a bundle cannot be: its name, its size, or what it says. */
    BUILD(FaultKind.USAGE, "Correct it and build again; docs/policy-bundles.md has the format"),
    /** What is remembered of bundles on this host cannot be read or is damaged. */
    STATE(FaultKind.HOST, "Restore the folder `policy` of the state directory, or find out who changed it"),
    /** There is no bundle of this name in place. */
    NOT_INSTALLED(FaultKind.USAGE, "See what is there: immure policy ls");

    private final FaultKind kind;
    private final String remedy;

    BundleFault(FaultKind kind, String remedy) {
        this.kind = kind;
        this.remedy = remedy;
    }

    @Override
    public String id() {
        return "IMM-BUNDLE-" + name().replace('_', '-');
    }

    @Override
    public FaultKind kind() {
        return kind;
    }

    /** One imperative sentence, without its full stop. */
    public String remedy() {
        return remedy;
    }

    /** The exception for this cause, about a bundle that is not accepted. */
    ImmureException refuse(String on, String why) {
        return at("cannot accept policy bundle", on, why);
    }

    /** The exception for this cause. */
    public ImmureException at(String what, String on, String why) {
        return new ImmureException(new Fault(this, what, on, why, remedy));
    }

    private static final class Remedies {
        static final String REBUILD = "Build the bundle with `immure policy build`";
        static final String AGAIN = "Fetch the bundle again: these are not the bytes that were published";
        static final String HOSTILE = "Do not use this bundle; tools disagree about what it holds";
    }
}
