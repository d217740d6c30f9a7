package dev.immure.cli.serve.pool;

/** Why somebody who asked a pool went without. */
public enum PoolMiss {
    /** Not yet asked for often enough that any were made, as far back as is remembered; or there is no pool at all. */
    NEW,
    /** One is being made: it is asked for faster than that. */
    MAKING,
    /** Others have what was made, and nobody has come back yet to have more made. */
    USED,
    /** All of the kind were taken away: too idle, one kind too many, or made of what has changed. */
    GONE
}
