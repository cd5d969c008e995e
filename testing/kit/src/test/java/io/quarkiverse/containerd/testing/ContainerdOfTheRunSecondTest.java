package io.quarkiverse.containerd.testing;

class ContainerdOfTheRunSecondTest extends ContainerdOfTheRun {
}
