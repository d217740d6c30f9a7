package dev.immure.profiles;

/** One flaw of a profile, on its way to {@link Problems}. Never leaves this package. */
final class InvalidField extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ProfileFault code;
    private final String path;

    InvalidField(ProfileFault code, String path, String why) {
        super(why, null, false, false);
        this.code = code;
        this.path = path;
    }

    ProfileFault code() {
        return code;
    }

    String path() {
        return path;
    }
}
