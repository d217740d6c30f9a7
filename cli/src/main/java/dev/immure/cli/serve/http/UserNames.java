package dev.immure.cli.serve.http;

import dev.immure.cli.fault.ServeFault;
import dev.immure.core.host.CallerIds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Ids of users and groups that the JDK gives by name (passwd(5), group(5)). It gives the number where there is no name, so
 * an account that is called like a number could pass for another: such a name is refused, as is one that is there twice or
 * not at all.
 */
final class UserNames {
    private static final int ID = 2;
    private static final int MEMBERS = 3;

    private final Path users;
    private final Path groups;

    UserNames(Path users, Path groups) {
        this.users = users;
        this.groups = groups;
    }

    /** The ids, and the groups that group(5) puts the user into. */
    CallerIds ids(String user, String group) {
        List<String[]> allGroups = entries(groups);
        List<Integer> member = new ArrayList<>();
        for (String[] entry : allGroups) {
            if (entry.length > MEMBERS
                    && Arrays.asList(entry[MEMBERS].split(",", -1)).contains(user)) {
                member.add(number(entry[ID], entry[0]));
            }
        }
        return new CallerIds(id(user, entries(users)), id(group, allGroups), member);
    }

    private static int id(String name, List<String[]> entries) {
        List<String[]> named = entries.stream()
                .filter(entry -> entry.length > ID && entry[0].equals(name))
                .toList();
        boolean digits = name.matches("[0-9]+");
        if (digits && named.isEmpty()) {
            return number(name, name);
        }
        if (digits || named.size() != 1) {
            throw unknown(name, named.isEmpty() ? "no file of accounts has it" : "the name is not that of one account");
        }
        return number(named.getFirst()[ID], name);
    }

    private static int number(String id, String name) {
        try {
            return Integer.parseUnsignedInt(id);
        } catch (NumberFormatException e) {
            throw unknown(name, "its id is no number");
        }
    }

    private static List<String[]> entries(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1)
                    .lines()
                    .map(line -> line.split(":", -1))
                    .toList();
        } catch (IOException e) {
            throw unknown(file.toString(), "it cannot be read: " + e.getMessage());
        }
    }

    private static RuntimeException unknown(String name, String why) {
        return ServeFault.CALLER.at("cannot tell the ids of", name, why, "Ask as a user of /etc/passwd and /etc/group");
    }
}
