import org.jspecify.annotations.NullMarked;

/** Security profiles. For the compiler: Immure runs on the class path. */
@NullMarked
module dev.immure.profiles {
    requires static org.jspecify;
    requires transitive dev.immure.core;
    requires com.fasterxml.jackson.core;

    exports dev.immure.profiles;
}
