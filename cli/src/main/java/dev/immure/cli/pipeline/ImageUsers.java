package dev.immure.cli.pipeline;

import dev.immure.cli.fault.CliFault;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.image.UserDatabase;
import dev.immure.core.plan.ContainerUser;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * {@code USER[:GROUP]}, each a number or a name of the image's own /etc/passwd and /etc/group. As docker run: a user by
 * name has that entry's group and the groups that list it; one with a group named beside it has that group alone. A number
 * is a number, whatever the image calls its users; alone it has group 0, which has no rights of its own here.
 */
final class ImageUsers {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,5}");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_.-]{0,31}");

    private final String asked;
    private final Supplier<UserDatabase> database;

    private ImageUsers(String asked, Supplier<UserDatabase> database) {
        this.asked = asked;
        this.database = database;
    }

    /** @param database asked for once at most */
    static ContainerUser resolve(String user, Supplier<UserDatabase> database) {
        if (user.isEmpty() || user.equals("root")) {
            return new ContainerUser(0, 0, List.of());
        }
        return new ImageUsers(user, database).resolve();
    }

    private ContainerUser resolve() {
        String[] parts = asked.split(":", -1);
        if (parts.length > 2) {
            throw fault("it is not USER[:GROUP]");
        }
        boolean names = isName(parts[0]) || (parts.length == 2 && isName(parts[1]));
        if (!names) {
            return inRange(number(parts[0]), parts.length == 2 ? number(parts[1]) : 0, List.of());
        }
        UserDatabase found = database.get();
        UserDatabase.Entry user = isName(parts[0])
                ? found.user(parts[0]).orElseThrow(() -> fault("the image's /etc/passwd does not have the user"))
                : new UserDatabase.Entry(number(parts[0]), 0);
        if (parts.length == 2) {
            return inRange(user.uid(), group(parts[1], found), List.of());
        }
        List<Integer> groups = found.groupsOf(parts[0]).stream()
                .filter(gid -> gid != user.gid())
                .toList();
        return inRange(user.uid(), user.gid(), groups);
    }

    private int group(String text, UserDatabase found) {
        return isName(text)
                ? found.group(text).orElseThrow(() -> fault("the image's /etc/group does not have the group"))
                : number(text);
    }

    private static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    private int number(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw fault("it is neither UID[:GID] nor the names of a user and a group");
        }
        return Integer.parseInt(text);
    }

    private ContainerUser inRange(int uid, int gid, List<Integer> groups) {
        try {
            return new ContainerUser(uid, gid, groups);
        } catch (IllegalArgumentException e) {
            throw fault(String.valueOf(e.getMessage()));
        }
    }

    private ImmureException fault(String why) {
        return new ImmureException(
                new Fault(CliFault.USER, "cannot run as user", asked, why, "Give a number (-u UID[:GID]) up to 65534"));
    }
}
