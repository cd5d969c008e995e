package io.quarkiverse.containerd.testing;

class ContainerdOfTheRunFirstTest extends ContainerdOfTheRun {
}
