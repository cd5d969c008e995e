package io.quarkiverse.containerd.logs;

/** A format of the log lines of a program. */
public enum LogFormat {
    /** Whatever of the other formats each line is in. */
    AUTO,
    /** {@code level=info msg="…" key=value}, as logrus writes it, and with it containerd and most programs around it. */
    LOGFMT,
    /** {@code I1123 05:35:24.951558 1031 main.go:196] message}, as glog and klog write it, and with it Kubernetes' programs. */
    KLOG,
    /** An object of JSON in each line. */
    JSON,
    /** Text; each line is a message of level INFO. */
    PLAIN
}
