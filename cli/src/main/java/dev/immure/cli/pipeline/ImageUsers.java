package dev.immure.cli.pipeline;

import dev.immure.cli.fault.CliFault;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.image.UserDatabase;
import dev.immure.core.image.store.UnpackedImage;
import dev.immure.core.plan.ContainerUser;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code UID[:GID]}, or the name of a user that the image's own /etc/passwd has. */
final class ImageUsers {
    private static final Pattern NUMERIC = Pattern.compile("([0-9]{1,5})(?::([0-9]{1,5}))?");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_.-]{0,31}");

    private ImageUsers() {}

    /** @param layers unpacked only when a name has to be looked up */
    static ContainerUser resolve(String user, Supplier<UnpackedImage> layers) {
        if (user.isEmpty() || user.equals("root")) {
            return new ContainerUser(0, 0, List.of());
        }
        Matcher numeric = NUMERIC.matcher(user);
        if (numeric.matches()) {
            int uid = Integer.parseInt(numeric.group(1));
            // As docker: without a group it is root's, which has no rights of its own here.
            int gid = numeric.group(2) == null ? 0 : Integer.parseInt(numeric.group(2));
            return inRange(user, uid, gid);
        }
        if (!NAME.matcher(user).matches()) {
            throw fault(user, "it is neither UID[:GID] nor a user name");
        }
        try (UnpackedImage image = layers.get()) {
            Optional<UserDatabase.Entry> entry = UserDatabase.find(image.layers(), user);
            return entry.map(e -> inRange(user, e.uid(), e.gid()))
                    .orElseThrow(() -> fault(user, "the image's /etc/passwd does not have it"));
        }
    }

    private static ContainerUser inRange(String user, int uid, int gid) {
        try {
            return new ContainerUser(uid, gid, List.of());
        } catch (IllegalArgumentException e) {
            throw fault(user, String.valueOf(e.getMessage()));
        }
    }

    private static ImmureException fault(String user, String why) {
        return new ImmureException(
                new Fault(CliFault.USER, "cannot run as user", user, why, "Give a number (-u UID[:GID]) up to 65534"));
    }
}
