package io.quarkiverse.containerd.client;

/**
 * What a command in a container did.
 *
 * @param exitCode its exit code
 * @param stdout what it wrote, as UTF-8
 * @param stderr what it complained of, as UTF-8
 */
public record ExecResult(int exitCode, String stdout, String stderr) {
}
