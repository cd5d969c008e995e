package io.quarkiverse.containerd.runtime.render.files;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.quarkiverse.containerd.runtime.config.ConfigKeys;
import io.quarkiverse.containerd.runtime.render.lines.RenderedLine;
import io.quarkiverse.containerd.runtime.render.lines.Secrets;

/**
 * The program that runc's shim runs in runc's place, so that pods get gVisor without gVisor's own shim. It is a script for any
 * POSIX shell, and repairs where runsc and runc differ.
 */
public final class RunscWrapper {

    private static final String PROGRAM = "@RUNSC@";
    private static final String FLAGS = "@FLAGS@";
    /** One line has the flags of several keys. */
    private static final String SECTION = ConfigKeys.key("runsc");

    private static final String SCRIPT = """
            #!/bin/sh
            # Written by quarkus-containerd: runs gVisor's runsc for containerd's runc shim, which expects runc.

            # containerd's PATH may have nothing but containerd's own programs
            PATH=${PATH:+$PATH:}/usr/sbin:/usr/bin:/sbin:/bin

            root= log= log_format= systemd_cgroup=
            while [ $# -gt 0 ]; do
                case $1 in
                --root) root=$2; shift 2 ;;
                --log) log=$2; shift 2 ;;
                --log-format) log_format=$2; shift 2 ;;
                --systemd-cgroup) systemd_cgroup=$1; shift ;;
                --debug) shift ;;
                *) break ;;
                esac
            done

            # runsc takes its flags before the command only
            runsc() {
                @RUNSC@ ${root:+--root "$root"} ${log:+--log "$log"} ${log_format:+--log-format "$log_format"} \\
                    $systemd_cgroup @FLAGS@ "$@"
            }

            # Stands for a container of a pod: runsc gives the sandbox's process for that of each container, so its end would go
            # unnoticed. It keeps the container's stdio until the container starts, waits for it, and ends with its status.
            # Its own stdin is the mailbox and the container's is descriptor 3: to read from any other descriptor, a shell
            # would put that in the place of 0 for as long as it waits.
            stand_in() {
                read -r word
                exec 3<&- </dev/null >/dev/null 2>&1
                [ "$word" = started ] || exit "$word"
                runsc wait "$id" >"$bundle/exit-status"
                read -r status <"$bundle/exit-status"
                status=${status##*:}
                status=${status%\\}}
                exit "${status:-255}"
            }

            # Tells the stand-in that its container has started, or the status to end with because it never will.
            tell() {
                [ ! -p "$mailbox" ] || echo "$1" 1<>"$mailbox"
            }

            # The log lies in the container's bundle.
            bundle=${log%/*}
            mailbox=$bundle/stand-in

            case ${1-} in
            create)
                if ! grep -q '"io.kubernetes.cri.container-type":"container"' "$bundle/config.json"; then
                    runsc "$@"
                    exit
                fi
                id= pid_file= console=
                for argument; do
                    case $id in
                    --pid-file) pid_file=$argument ;;
                    --console-socket) console=$argument ;;
                    esac
                    id=$argument
                done
                mkfifo -m 600 "$mailbox" || exit
                runsc "$@" || exit
                # with a terminal the stdio is this command's own, and the shim waits for its end
                [ -z "$console" ] || exec </dev/null >/dev/null 2>&1
                # a command in the background loses the stdin of its shell
                exec 3<&0
                stand_in <>"$mailbox" &
                # the shim reads a container's usage from the control group of its process
                cgroup=$(sed -n 's/.*"cgroupsPath":"\\([^"]*\\)".*/\\1/p' "$bundle/config.json")
                for procs in "/sys/fs/cgroup$cgroup/cgroup.procs" /sys/fs/cgroup/*"$cgroup/cgroup.procs"; do
                    [ -z "$cgroup" ] || [ ! -f "$procs" ] || echo $! >"$procs"
                done
                printf %s $! >"$pid_file"
                ;;
            start)
                if [ ! -p "$mailbox" ]; then
                    runsc "$@"
                    exit
                fi
                # runsc takes a container's stdio from start, runc from create
                stdio=/proc/$(cat "$bundle/init.pid")/fd
                runsc "$@" <"$stdio/3" >"$stdio/1" 2>"$stdio/2"
                status=$?
                if [ $status = 0 ]; then
                    tell started
                    exit
                fi
                # runsc forgets the file server of a container that does not start, and both hold its file system
                for server in $(grep -lF -e "--bundle=$bundle" /proc/[0-9]*/cmdline 2>/dev/null); do
                    server=${server#/proc/}
                    kill -9 "${server%/cmdline}"
                done
                umount -l "$bundle/rootfs"
                exit $status
                ;;
            kill)
                error=$(runsc "$@" 2>&1) && exit
                id= signal=
                for argument; do
                    id=$signal
                    signal=$argument
                done
                case $(runsc state "$id" 2>/dev/null | sed -n 's/.*"status": *"\\([a-z]*\\)".*/\\1/p') in
                running | paused)
                    echo "$error" >&2
                    exit 1
                    ;;
                created)
                    tell $((128 + signal))
                    ;;
                *)
                    # the words by which the shim knows that there is nothing left to kill
                    echo "container not running" >&2
                    exit 1
                    ;;
                esac
                ;;
            delete)
                runsc "$@"
                status=$?
                tell 137
                exit $status
                ;;
            features)
                # containerd 2.x asks each runtime; runsc does not know the word, and would log a failure
                echo "runsc does not tell its features" >&2
                exit 1
                ;;
            *)
                runsc "$@"
                ;;
            esac
            """;

    private RunscWrapper() {
    }

    /** Returns the script that runs a runsc with these flags. */
    public static List<RenderedLine> render(Path runsc, SortedMap<String, String> flags) {
        SortedMap<String, String> shown = new TreeMap<>(flags);
        shown.replaceAll((flag, value) -> Secrets.isSecret(flag) ? Secrets.MASK : Secrets.masked(value));
        return RenderedLine.fixedLines(SCRIPT).stream()
                .map(line -> line.text().contains(PROGRAM) || line.text().contains(FLAGS)
                        ? RenderedLine.of(filled(line, runsc, flags), filled(line, runsc, shown), Optional.of(SECTION))
                        : line)
                .toList();
    }

    private static String filled(RenderedLine line, Path runsc, SortedMap<String, String> flags) {
        return line.text().replace(PROGRAM, quote(runsc.toString())).replace(FLAGS, flags.entrySet().stream()
                .map(flag -> quote("--" + flag.getKey() + "=" + flag.getValue())).collect(Collectors.joining(" ")));
    }

    /** A word of the shell that stands for nothing but this text. */
    private static String quote(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
