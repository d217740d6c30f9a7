import org.jspecify.annotations.NullMarked;

/** The immure command. For the compiler: Immure runs on the class path. */
@NullMarked
module dev.immure.cli {
    requires static org.jspecify;
    requires dev.immure.core;
    requires dev.immure.signing;
    requires dev.immure.profiles;
    requires dev.immure.policy;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires info.picocli;
}
