package io.quarkiverse.containerd.runtime.host.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

import io.quarkiverse.containerd.runtime.host.CurrentUser;
import io.quarkiverse.containerd.runtime.host.ExecutableLocator;
import io.quarkiverse.containerd.runtime.host.HostException;
import io.quarkiverse.containerd.runtime.host.ShortCommand;

/**
 * The change to another user before a program is run, by setpriv(1): unlike su(1) and sudo(8) it has no session, no shell and
 * no process of its own, so that the program has the pid that was started.
 *
 * @param command what comes in front of the program
 * @param environment the variables that tell a program whose it is
 * @param id the number of the user; empty if there is no change
 */
public record UserSwitch(List<String> command, Map<String, String> environment, OptionalLong id) {

    /** No change. */
    static final UserSwitch NONE = new UserSwitch(List.of(), Map.of(), OptionalLong.empty());

    private static final int LONGEST_ID = 10;
    private static final ExecutableLocator COMMANDS = new ExecutableLocator(ExecutableLocator.COMMAND_DIRECTORIES);

    public UserSwitch {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /**
     * Returns the change to a user.
     *
     * @param user a name or number that this machine knows, or such a one and a group behind a colon; two numbers need not be
     *        known
     * @throws HostException if there is no such user or group, or this user must not become another one
     */
    public static UserSwitch to(String user) throws HostException {
        int colon = user.indexOf(':');
        String name = colon < 0 ? user : user.substring(0, colon);
        String group = colon < 0 ? "" : user.substring(colon + 1);
        List<String> known = entry("passwd", name);
        if (known.size() < 7 && !(isNumber(name) && isNumber(group))) {
            throw new HostException("This machine knows no user " + name + "; make one, or name another");
        }
        String groupId = colon < 0 ? known.get(3) : isNumber(group) ? group : groupId(group);
        String userId = known.size() < 7 ? name : known.get(2);
        if (!isRoot()) {
            requireOwn(userId);
            return new UserSwitch(List.of(), known.size() < 7 ? Map.of() : variables(known), OptionalLong.empty());
        }
        OptionalLong id = OptionalLong.of(Long.parseLong(userId));
        return known.size() < 7 ? new UserSwitch(command(name, groupId, "--clear-groups"), Map.of(), id)
                : new UserSwitch(command(userId, groupId, "--init-groups"), variables(known), id);
    }

    private static String groupId(String group) throws HostException {
        List<String> known = entry("group", group);
        if (known.size() < 3) {
            throw new HostException("This machine knows no group " + group + "; make one, or name another");
        }
        return known.get(2);
    }

    private static boolean isRoot() throws HostException {
        return ownId() == 0;
    }

    private static void requireOwn(String userId) throws HostException {
        if (!userId.equals(Integer.toString(ownId()))) {
            throw new HostException("Only root may run a process as another user; run the application as root, or leave the"
                    + " user out");
        }
    }

    private static int ownId() throws HostException {
        try {
            return CurrentUser.uid();
        } catch (IOException e) {
            throw new HostException("The own user is not known: " + e.getMessage(), e);
        }
    }

    private static Map<String, String> variables(List<String> user) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("USER", user.get(0));
        variables.put("LOGNAME", user.get(0));
        variables.put("HOME", user.get(5));
        return variables;
    }

    private static List<String> command(String user, String group, String groups) throws HostException {
        List<String> command = new ArrayList<>();
        command.add(COMMANDS.find("setpriv").orElseThrow(() -> new HostException(
                "setpriv, which runs a process as another user, was not found; install util-linux")).toString());
        command.addAll(List.of("--reuid=" + user, "--regid=" + group, groups, "--inh-caps=-all", "--"));
        return command;
    }

    /** Returns the fields of an entry of a database of the name service; empty if there is none. */
    private static List<String> entry(String database, String key) {
        if (key.isEmpty() || key.startsWith("-")) {
            return List.of();
        }
        try {
            String getent = COMMANDS.find("getent").map(Path::toString).orElse("getent");
            return List.of(ShortCommand.run(List.of(getent, database, key)).strip().split(":", -1));
        } catch (IOException e) {
            // getent says so by its exit code
            return List.of();
        }
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() <= LONGEST_ID && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
