package org.acme;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.logs.JournalQuery;
import io.quarkiverse.containerd.logs.LogEntry;
import io.quarkiverse.containerd.logs.LogJournal;

@ApplicationScoped
public class RecentLog {

    // tag::journal[]
    @Inject
    LogJournal journal;

    List<LogEntry> newest() {
        return journal.read(new JournalQuery("root.containerd", true, 20, Logger.Level.INFO));
    }
    // end::journal[]
}
