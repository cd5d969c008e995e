/** What the pages of the Dev UI, and assistants through Dev MCP, ask the daemon in dev mode. */
package io.quarkiverse.containerd.runtime.devui;
