import org.jspecify.annotations.NullMarked;

/** The policy decision point. For the compiler: Immure runs on the class path. */
@NullMarked
module dev.immure.policy {
    requires static org.jspecify;
    requires transitive dev.immure.core;
    requires transitive dev.immure.signing;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
}
